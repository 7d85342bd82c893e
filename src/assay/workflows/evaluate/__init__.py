"""Evaluation: a locked plan runs on its data and leaves evidence; systems are read from files, or called."""
