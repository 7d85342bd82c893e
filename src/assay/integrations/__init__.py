"""Outside systems, one folder each: their files are read into the words of the house, and written from them.

In: a file of another tool, or records of `core.exchange`. Out: `core.exchange.Brought` and `core.exchange.Written`.
May import the rooms below, never `workflows`; the folders do not import each other.
"""
