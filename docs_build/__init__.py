"""Pages of the documentation that are made from the code, so that they say what the code does.

``python -m docs_build`` writes them; ``tests/docs`` fails when one of them is behind.
"""
