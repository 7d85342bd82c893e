"""Where facts are kept: ledger, documents, blobs, facts tables, proofs, bundles. Alone speaks SQLAlchemy.

In: core records and Arrow tables. Out: the same, with positions and proofs.
May import stats and core; computes no statistics.
"""
