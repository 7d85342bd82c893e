"""Outputs that were recorded before, in a file."""
