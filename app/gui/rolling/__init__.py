"""Rolling to a new year: what is chosen, and afterwards what the clerk has to look at."""
