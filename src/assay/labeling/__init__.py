"""People judge: questions and guidelines as reviewed files, what a queue needs, and what an answer becomes.

In: texts of files, answers as typed, records. Out: core records, and numbers that the store's queue compares.
May import `metrics`, `store`, `stats`, `texts` and `core`; never calls a model, nor imports another room.
"""
