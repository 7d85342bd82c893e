"""The one line of schema changes, run by `assay.store.migrate`; no ini file is read."""
