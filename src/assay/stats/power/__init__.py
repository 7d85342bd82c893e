"""How many items a question needs, how small a difference n items can show, and with what power.

Every answer names its test, since tests of one question need different numbers of items. A test is a frozen record
with ``power(n, effect)``; `assay.stats.power.search` turns that round. Tests whose power is counted out over every
outcome are in `assay.stats.enumeration`.
In: what is held to be true. Out: items, power, or the smallest effect that shows.
"""
