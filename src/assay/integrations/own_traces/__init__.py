"""Traces of the house: one trace a line, and the rows of a run with what was said turn by turn."""
