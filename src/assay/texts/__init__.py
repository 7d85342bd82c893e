"""Reviewed texts: the strict YAML in which plans, tiers and cards are written, as nodes with line numbers.

In: a text and the name of its file. Out: nodes, and every problem with its line.
Knows no records; of the house it may import only the errors and the guard of texts in `core`.
"""
