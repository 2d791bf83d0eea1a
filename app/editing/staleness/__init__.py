"""What a draft still has of last year and may no longer be so: small generators, as the checks; see ``checking``."""
