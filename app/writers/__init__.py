"""Measured forms written as files."""
