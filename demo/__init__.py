"""The main job on real data: two trained systems, one plan, one decision, one report.

``python -m demo`` gets the data, trains the systems, writes the answers and the plan under ``out/demo``,
and then does with the ``assay`` command what a team would do.
Nothing here is imported by the package.
"""
