"""Tests of the import window."""
