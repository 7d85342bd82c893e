"""Truth inference: what is true of each item, and how good each judge is, from votes that disagree.

In: votes as integer arrays (or numbers). Out: a posterior of each item, a confusion of each judge, how it was reached.
"""
