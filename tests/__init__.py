"""Tests; with this file `python -m tests.coverage.table` finds them although a peer installs a package of this name."""
