"""Whole stories across rooms, one file each; `workspace.py` ties adapters to ports.

In: a workspace, a plan, a clock, a seed. Out: records, saved.
May import every room below; stories do not import each other.
"""
