"""Tests of the editing floor: every change, with its inverse, and what is derived from forms."""
