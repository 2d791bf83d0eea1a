"""The year at a glance: all forms of it with state, problems and completeness, and the checks that run beside."""
