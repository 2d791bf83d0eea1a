"""Tests of layouts that print many projects in one table."""
