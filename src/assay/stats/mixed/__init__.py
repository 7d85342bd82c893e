"""Numbers that mix people and machines: few labels that are right and many that are cheap.

In: answers as arrays. Out: values with standard errors, and what the machine's answers are worth.
"""
