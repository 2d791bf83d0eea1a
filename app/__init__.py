"""绩衡 Jiheng: drafts, checks and prints the performance-target forms (绩效目标表) of a department's budget.

The packages are floors; a lower one never imports a higher one (``tests/test_floors.py``):
base · model · definitions · rules and sheet · writers · store · editing · gui and cli.
"""

__version__ = "0.1.0"
