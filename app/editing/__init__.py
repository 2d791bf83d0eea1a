"""The one door for every change: a named step in one transaction, with its inverse and what it touched."""
