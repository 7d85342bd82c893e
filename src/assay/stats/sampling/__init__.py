"""Samples: how many items each stratum gets, which are drawn, how likely, and what a stopped queue is worth.

Arrays in, arrays out; chance comes in as tickets, one number in [0, 1) an item, so that the same tickets draw the same.
"""
