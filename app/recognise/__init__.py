"""Recognition: grids of text to records, each value with its source and how sure the reader is."""
