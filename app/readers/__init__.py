"""Files of others and our own exports, read with care; nothing in them is ever executed."""
