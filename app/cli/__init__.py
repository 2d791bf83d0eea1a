"""The command line: the same jobs as the window, for scripts, tests and machines without a screen."""
