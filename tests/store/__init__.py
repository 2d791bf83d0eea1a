"""Tests of the store: how the file is kept, refused, backed up and restored."""
