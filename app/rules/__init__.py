"""The checks: small generators over one form, each with a stable code; see ``checking`` and ``catalogue``."""
