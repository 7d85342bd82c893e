"""Prodigy: one answer a line."""
