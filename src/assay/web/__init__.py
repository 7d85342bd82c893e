"""The pages and the addresses under /api/v1: show and ask, and compute nothing.

In: requests. Out: pages and JSON. Calls the stories of `workflows` and may import every room below; no page loads
anything from outside, runs an inline script, or changes anything without a token of its own session.
"""
