"""Judges that are called: a reviewed file, a prompt from the guideline that people read, a strict reading of answers.

In: items as a judge reads them and instructions (`assay.core.to_judge`). Out: what was said of each, with a status.
An answer that is not on the menu is a status and never a guess. Keeps nothing; imports neither store nor datasets.
"""
