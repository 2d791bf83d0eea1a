"""The declared layouts: ``forms/*.toml`` read, checked and made immutable."""
