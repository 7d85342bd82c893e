"""What `assay.store.verify` looks at, one subject a file.

In: a raw scan of the tables, the blob folder. Out: findings. Nothing here trusts an index or a derived table.
"""
