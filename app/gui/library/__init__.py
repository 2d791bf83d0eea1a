"""The indicators of all years at hand, to be put into the form in work."""
