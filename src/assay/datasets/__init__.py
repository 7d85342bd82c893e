"""Files and frames to immutable dataset versions: read, infer types, declare roles, check, compare, describe.

In: paths, frames, Arrow tables. Out: Arrow tables, manifests, check results, cards.
May import the floors below; saving is the caller's business.
"""
