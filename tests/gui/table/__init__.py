"""Tests of the indicator table."""
