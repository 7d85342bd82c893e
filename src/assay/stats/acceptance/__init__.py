"""Acceptance sampling: judge n items of a lot, accept the lot when no more than c of them are bad.

Plans are computed from the risks that both sides accept; no standard's table is copied.
In: n, c, rates of bad items, risks. Out: chances, limits, and the smallest plan.
"""
