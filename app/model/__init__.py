"""The records of the trade and their vocabulary; it knows nothing of Qt, files or sessions."""
