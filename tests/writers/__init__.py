"""Tests of the files that are written, read back by programs that did not write them."""
