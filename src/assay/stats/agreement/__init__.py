"""Agreement of judges, corrected for chance, with intervals.

In: votes as integer arrays and, where answers are numbers, their values. Out: coefficients with interval or reason.
"""
