"""Finding a text in all forms and putting another in its place."""
