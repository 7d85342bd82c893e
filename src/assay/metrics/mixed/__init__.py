"""Numbers of people and machine together: a metric from few labels that are right and many answers that are cheap.

In: one table with a row an item, the judges named. Out: the number in three ways, with what the labels are worth.
"""
