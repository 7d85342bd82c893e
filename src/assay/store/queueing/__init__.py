"""What `assay.store.queue` does inside one transaction, one deed a file. It knows numbers only: needs, places, times.

In: a connection and what policy decided. Out: assignments. Imports tables and the database, nothing of the ledger.
"""
