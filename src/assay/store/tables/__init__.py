"""The three kinds of tables: ledger (append-only, proven), operational (mutable), derived (rebuilt by one command).

In: nothing. Out: SQLAlchemy tables of one metadata that SQLite and Postgres both run.
"""
