"""The window in which files of others are read, looked through beside their originals, and put into the store."""
