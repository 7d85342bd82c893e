"""Words that reading and writing share."""

NAME = "label-studio"
BETWEEN = "/"
"""Parts the levels of a path."""
LIST = "assay_list_"
"""Key of the data that holds what a ranking puts in order, before the question's name; no column of the item."""
USER = "user-"
"""How a person of Label Studio is called, before the number of the user: a pseudonym."""
