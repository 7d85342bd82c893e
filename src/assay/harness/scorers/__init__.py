"""Scorers: pure functions from an output and its targets to a score from 0 to 1, or to none with a reason.

They call nothing and draw nothing, so that they run again on outputs that are kept, to the same score.
"""
