"""Preferences between two outputs: strengths of systems, consistency over presentation orders, length.

In: codes and shares as arrays. Out: values with standard errors.
"""
