"""Labeling programs: goal, target, rates and members as a reviewed file; cost and forecast from counts.

In: texts of files, counts, dates. Out: records.
May import `stats`, `texts` and `core`; never the store or another room.
"""
