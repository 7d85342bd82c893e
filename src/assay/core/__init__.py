"""The words of the house: frozen records, ids, errors, the slice grammar, `Evidence`, the facts contract, ports.

In: nothing but values. Out: records that every other room speaks.
No I/O here, and no import beyond the standard library.
"""
