"""Every metric, a family a file: what it is, and its function of sums.

Each file offers ``DEFINITIONS``: name -> function from options to `MetricDefinition`.
"""
