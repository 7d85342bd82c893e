"""Renderings of `Evidence` and other records: HTML, Markdown, JSON, CSV, JUnit, terminal, charts.

In: core records. Out: text.
Computes no number and does not import the store.
"""
