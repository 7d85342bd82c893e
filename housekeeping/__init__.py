"""Chores of a release; nothing here is part of the package."""
