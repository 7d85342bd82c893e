"""What each part of the report page shows: core records in, texts for the templates out.

One file a section; no number is computed here, only chosen, ordered and written.
"""
