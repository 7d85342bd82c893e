"""Mathematics on arrays, one method family a file, each with its paper.

In: numpy arrays, numbers, seeds. Out: arrays and small named tuples.
Knows no records and no engines; of the house it may import only `assay.core.errors`.
"""
