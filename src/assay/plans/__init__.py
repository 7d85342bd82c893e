"""What was promised before the results: parse with line numbers, tiers, requirements, locks and amendments.

In: text of a plan and facts about a dataset. Out: `Plan`, `Lock`, requirements.
May import the floors below; saving is the caller's business.
"""
