"""Rules on estimates: verdicts, recommendation, decision, waivers, self-test.

In: a plan's gates, estimates, comparisons, checks. Out: verdicts and what the tier's table says of them.
May import the floors below except the store.
"""
