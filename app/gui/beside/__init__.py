"""Last year's form, or any other, beside the one in work."""
