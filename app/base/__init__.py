"""What every floor may use: plain errors, where files are, and how they are written."""
