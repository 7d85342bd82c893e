"""Run by irrCAC's own interpreter: reads tables as JSON from standard input, prints what irrCAC says of each.

It imports nothing of Assay, which needs a newer numpy than irrCAC allows.
"""

import json
import sys

import numpy as np
import pandas as pd
from irrCAC.raw import CAC as Raw
from irrCAC.table import CAC as Square

DIGITS = 15
OF_RAW = {"ac1": "gwet", "fleiss": "fleiss", "conger": "conger", "brennan_prediger": "bp", "alpha": "krippendorff"}
OF_SQUARE = {"cohen": "cohen", "scott": "scott", "ac1": "gwet", "brennan_prediger": "bp", "alpha": "krippendorff"}


def raw(table: dict) -> dict:
    """Coefficients of a table of ratings, one column a judge, null where there is none."""
    ratings = pd.DataFrame(np.array(table["ratings"], dtype=float))
    weights = table["weights"] if isinstance(table["weights"], str) else np.array(table["weights"])
    made = Raw(ratings, weights=weights, categories=table["categories"], digits=DIGITS)
    return {name: _plain(getattr(made, method)()) for name, method in OF_RAW.items()}


def square(table: dict) -> dict:
    """Coefficients of a square of counts, the answers of two judges."""
    categories = table["categories"]
    counts = pd.DataFrame(np.array(table["square"], dtype=float), index=categories, columns=categories)
    made = Square(counts, weights=table["weights"], digits=DIGITS)
    return {name: _plain(getattr(made, method)()) for name, method in OF_SQUARE.items()}


def _plain(said: dict) -> dict:
    found = said["est"]
    low, high = found["confidence_interval"]
    return {
        "value": float(found["coefficient_value"]),
        "error": float(found["se"]),
        "agreement": float(found["pa"]),
        "chance": float(found["pe"]),
        "low": float(low),
        "high": float(high),
    }


if __name__ == "__main__":
    asked = json.load(sys.stdin)
    json.dump([raw(table) if "ratings" in table else square(table) for table in asked], sys.stdout)
