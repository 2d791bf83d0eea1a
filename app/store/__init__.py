"""One SQLite file holds everything: opened in a safe order, migrated in steps, backed up, read and written here."""
