"""Tests of OFD files."""
