"""Inputs that look odd and are answered: each number has an interval around it or a word that says why not."""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

CLASS_METRICS = "accuracy,balanced_accuracy,precision,recall,specificity,f1,mcc,kappa"
SCORE_METRICS = "auroc,average_precision,brier,log_loss,ece"
EVERY_METRIC = f"{CLASS_METRICS},{SCORE_METRICS}"


class Accepted(NamedTuple):
    """A bare file, what is asked of it, and what the numbers must say."""

    content: bytes | str
    reasons: Mapping[str, str | None] = MappingProxyType({})
    """By metric (or ``metric@column=level``): its reason word; None for a value with an interval."""
    options: tuple[str, ...] = ()
    name: str = "a.csv"
    says: tuple[str, ...] = ()
    """Parts of the JSON, such as what was left out."""
    metrics: str = EVERY_METRIC


def lines(rows: Iterable[str], head: str = "label,pred,score,group,cluster,weight") -> str:
    """A CSV file."""
    return "\n".join([head, *rows]) + "\n"


def rows(n: int, *, label: str = "", pred: str = "", score: str = "", group: str = "", cluster: str = "",
         weight: str = "") -> list[str]:  # fmt: skip
    """Rows with usual cells, or the same given cell throughout."""
    random = np.random.default_rng(n)
    found = []
    for number in range(n):
        truth = "yes" if random.random() < 0.5 else "no"
        answer = truth if random.random() < 0.8 else ("no" if truth == "yes" else "yes")
        likely = random.uniform(0.5, 1) if answer == "yes" else random.uniform(0, 0.5)
        usual = (truth, answer, f"{likely:.3f}", "AB"[number % 2], f"c{number // 2}", "1")
        given = (label, pred, score, group, cluster, weight)
        found.append(",".join(own or other for own, other in zip(given, usual, strict=True)))
    return found


def replaced(found: list[str], column: int, values: Iterable[str]) -> list[str]:
    """The rows with the cells of one column."""
    return [
        ",".join(value if place == column else cell for place, cell in enumerate(row.split(",")))
        for row, value in zip(found, values, strict=True)
    ]


USUAL = rows(60)
LABELS = [row.split(",")[0] for row in USUAL]
OTHER = {"yes": "no", "no": "yes"}
EMPTY_SLICE = [*rows(30, group="A"), *replaced(rows(1, group="B"), 0, [""])]

TABLE = {
    "usual": Accepted(lines(USUAL), {"accuracy": None, "auroc": None, "ece": None}),
    "one class": Accepted(lines(rows(40, label="yes")), {"auroc": "single_class", "recall": None}),
    "one-class slice": Accepted(
        lines([*rows(30, group="A"), *rows(10, group="B", label="yes")]),
        {"auroc@group=B": "single_class", "specificity@group=B": "no_negatives", "accuracy@group=B": None},
        ("--by", "group"),
    ),
    "slice of no labelled items": Accepted(lines(EMPTY_SLICE), {"accuracy": None}, ("--by", "group")),
    "slice of one item": Accepted(
        lines([*rows(30, group="A"), *rows(1, group="B")]), {"accuracy@group=B": "too_few_items"}, ("--by", "group")
    ),
    "class never predicted": Accepted(lines(rows(40, pred="no")), {"precision": "never_predicted", "accuracy": None}),
    "class predicted that no item has": Accepted(
        lines(replaced(USUAL, 1, ["maybe", *[row.split(",")[1] for row in USUAL[1:]]])), {"accuracy": None},
        metrics=CLASS_METRICS,
    ),
    "constant score": Accepted(lines(rows(40, score="0.5")), {}),
    "all right": Accepted(lines(replaced(USUAL, 1, LABELS)), {"accuracy": None, "precision": None}),
    "all wrong": Accepted(lines(replaced(USUAL, 1, [OTHER[each] for each in LABELS])), {"accuracy": None}),
    "perfect scores": Accepted(
        lines(replaced(USUAL, 2, ["1" if each == "yes" else "0" for each in LABELS])), {"auroc": None},
    ),
    "scores exactly 0 and 1, some wrong": Accepted(
        lines(replaced(USUAL, 2, ["1" if place % 3 else "0" for place in range(60)])), {"accuracy": None}
    ),
    "negative zero scores": Accepted(lines(rows(40, score="-0.0")), {}),
    "tiny scores": Accepted(lines(rows(40, score="1e-320")), {}),
    "scores with 17 digits": Accepted(lines(rows(40, score="0.12345678901234567")), {}),
    "one row": Accepted(lines(rows(1)), {"accuracy": "too_few_items"}),
    "two rows": Accepted(lines(rows(2)), {"accuracy": None}),
    "two rows of one class": Accepted(lines(rows(2, label="yes")), {"auroc": "single_class"}),
    "one cluster": Accepted(lines(rows(40, cluster="c")), {"accuracy": "one_cluster"}, ("--cluster", "cluster")),
    "two clusters": Accepted(
        lines([*rows(20, cluster="c"), *rows(20, cluster="d")]), {}, ("--cluster", "cluster")
    ),
    "every row its own cluster": Accepted(
        lines(replaced(USUAL, 4, map(str, range(60)))), {"accuracy": None}, ("--cluster", "cluster")
    ),
    "one huge cluster and small ones": Accepted(
        lines([*rows(500, cluster="c"), *rows(10)]), {"accuracy": None}, ("--cluster", "cluster")
    ),
    "items without a cluster": Accepted(
        lines(replaced(USUAL, 4, ["", *[f"c{place // 2}" for place in range(59)]])), {"accuracy": None},
        ("--cluster", "cluster"), says=("each is its own cluster",),
    ),
    "weights from 1e-12 to 1e12": Accepted(
        lines(replaced(USUAL, 5, [f"1e{place % 25 - 12}" for place in range(60)])), {}, ("--weight", "weight")
    ),
    "weights of 1e308": Accepted(lines(rows(40, weight="1e308")), {}, ("--weight", "weight")),
    "weights of 1e-308": Accepted(lines(rows(40, weight="1e-308")), {}, ("--weight", "weight")),
    "one weight that outweighs all": Accepted(
        lines(replaced(USUAL, 5, ["1e15", *["1"] * 59])), {}, ("--weight", "weight")
    ),
    "equal weights of 0.1": Accepted(lines(rows(40, weight="0.1")), {"accuracy": None}, ("--weight", "weight")),
    "missing labels, left out and told": Accepted(
        lines(replaced(USUAL, 0, ["", "", *LABELS[2:]])), {"accuracy": None}, says=("2 items without a label",)
    ),
    "missing answers, left out and told": Accepted(
        lines(replaced(USUAL, 1, ["", "", *LABELS[2:]])), {"accuracy": None}, ("--missing", "leave_out"),
        says=("2 items that pred did not answer",),
    ),
    "no answers at all, left out": Accepted(
        lines(replaced(USUAL, 1, [""] * 60)), {"accuracy": "no_items"}, ("--missing", "leave_out")
    ),
    "Windows line ends": Accepted(lines(USUAL).replace("\n", "\r\n"), {"accuracy": None}),
    "old Mac line ends": Accepted(lines(USUAL).replace("\n", "\r"), {"accuracy": None}),
    "byte order mark": Accepted(b"\xef\xbb\xbf" + lines(USUAL).encode(), {"accuracy": None}),
    "no last line end": Accepted(lines(USUAL).rstrip("\n"), {"accuracy": None}),
    "blank lines": Accepted(lines(USUAL).replace("\n", "\n\n"), {"accuracy": None}),
    "boolean labels": Accepted(
        lines(USUAL).replace("yes", "True").replace("no", "false"), {"recall": None}, says=("true",)
    ),
    "integer labels": Accepted(lines(USUAL).replace("yes", "1").replace("no", "0"), {"recall": None}),
    "integer labels, decimal answers": Accepted(
        lines(replaced(replaced(USUAL, 0, ["01"[each == "yes"] for each in LABELS]), 1,
                       ["01"[each == "yes"] + ".0" for each in LABELS])), {"accuracy": None},
    ),
    "labels with trailing blanks": Accepted(
        lines(replaced(replaced(USUAL, 0, [f"{each} " for each in LABELS]), 1, [f"{each} " for each in LABELS])),
        {"accuracy": None},
    ),
    "labels of dates": Accepted(
        lines(USUAL).replace("yes", "2026-01-01").replace("no", "2026-01-02"), {"accuracy": None}
    ),
    "labels of 5 kB": Accepted(lines(USUAL).replace("yes", "y" * 5000), {"accuracy": None}),
    "Chinese, Hebrew and Arabic labels and slices": Accepted(
        lines(USUAL).replace("yes", "是的").replace("no", "לא").replace(",A,", ",عنصر,"), {"accuracy": None},
        ("--by", "group"),
    ),
    "labels that are words of JSON": Accepted(
        lines(USUAL).replace("yes", "null").replace("no", "NaN"), {"accuracy": None}, ("--positive", "null")
    ),
    "positive class that is rare": Accepted(
        lines(replaced(USUAL, 0, ["yes", *["no"] * 59])), {"accuracy": None, "auroc": "too_few_items"}
    ),
    "three classes": Accepted(
        lines(replaced(USUAL, 0, ["abc"[place % 3] for place in range(60)])).replace(",yes,", ",a,").replace(
            ",no,", ",b,"
        ),
        {"accuracy": None}, metrics=CLASS_METRICS,
    ),
    "300 classes": Accepted(
        lines(replaced(replaced(rows(600), 0, [f"k{p % 300}" for p in range(600)]), 1,
                       [f"k{p % 299}" for p in range(600)])),
        {"accuracy": None}, metrics=CLASS_METRICS,
    ),
    "every row its own class": Accepted(
        lines(replaced(replaced(USUAL, 0, map(str, range(60))), 1, map(str, range(60)))), {"accuracy": None},
        metrics=CLASS_METRICS,
    ),
    "scores alone": Accepted(
        lines(USUAL), {"auroc": None, "accuracy": "no_prediction"}, ("--score", "score"), metrics="auroc,accuracy"
    ),
    "slice of every value its own": Accepted(
        lines(replaced(USUAL, 3, map(str, range(60)))),
        {"accuracy@group=0": "too_few_items"},
        ("--by", "group"),
        metrics="accuracy,f1,auroc",
    ),
    "slices with missing values": Accepted(
        lines(replaced(USUAL, 3, ["", *["A"] * 59])), {"accuracy@group=A": None}, ("--by", "group")
    ),
    "slice that is constant": Accepted(lines(rows(40, group="A")), {"accuracy@group=A": None}, ("--by", "group")),
    "slices crossed": Accepted(lines(USUAL), {"accuracy": None}, ("--by", "group,cluster")),
    "numeric slice beyond its values": Accepted(lines(USUAL), {"accuracy": None}, ("--by", "weight[5,9]")),
    "years 0 and 9999 as slices": Accepted(
        lines([*rows(20, group="0000-01-01"), *rows(20, group="9999-12-31")]), {"accuracy@group=0000-01-01": None},
        ("--by", "group"),
    ),
    "level of nearly 1": Accepted(lines(USUAL), {"accuracy": None}, ("--level", "0.999999")),
    "level of nearly 0": Accepted(lines(USUAL), {"accuracy": None}, ("--level", "0.000001")),
    "seed of 0": Accepted(lines(USUAL), {"ece": None}, ("--seed", "0")),
    "largest seed": Accepted(lines(USUAL), {"ece": None}, ("--seed", str(2**63))),
    "tabs": Accepted(lines(USUAL).replace(",", "\t"), {"accuracy": None}, name="a.tsv"),
    "JSON lines with absent keys": Accepted(
        '{"label": "a", "pred": "a", "score": 0.5}\n{"pred": "b", "score": 0.1}\n' * 20, {"accuracy": None},
        name="a.jsonl", says=("20 items without a label",), metrics="accuracy",
    ),
    "file name with blanks and quotes": Accepted(lines(USUAL), {"accuracy": None}, name="a b'c\".csv"),
    "file name that looks like an option": Accepted(lines(USUAL), {"accuracy": None}, name="./--json.csv"),
    "10,000 columns": Accepted(
        "\n".join(",".join([*row.split(","), *extra]) for row, extra in zip(
            ["label,pred,score,group,cluster,weight", *rows(20)],
            [[f"x{place}" for place in range(10_000)], *[["1"] * 10_000] * 20], strict=True)) + "\n",
        {"accuracy": None},
    ),
    "a cell of 5 MB": Accepted(
        lines(replaced(USUAL, 3, ["x" * 5_000_000, *["A"] * 59])), {"accuracy@group=A": None}, ("--by", "group"),
        metrics="accuracy",
    ),
}  # fmt: skip


def told(label: str, first: str, second: str, n: int = 40) -> str:
    """A file on which two systems answered; each text is repeated."""
    cells = zip(*((each.split() * n)[:n] for each in (label, first, second)), strict=True)
    return lines((f"{','.join(row)},{0.2 + 0.01 * (place % 40):.2f},0.5,c{place // 4}" for place, row in
                  enumerate(cells)), "label,old,new,p,q,cluster")  # fmt: skip


COMPARED = {
    "usual": told("yes no no", "yes no yes", "yes no no"),
    "equal answers": told("yes no no", "yes yes no", "yes yes no"),
    "both all right": told("yes no", "yes no", "yes no"),
    "both all wrong": told("yes no", "no yes", "no yes"),
    "one all right, one all wrong": told("yes no", "yes no", "no yes"),
    "one class": told("yes", "yes no", "no yes yes"),
    "one row": told("yes", "yes", "no", 1),
    "two rows": told("yes no", "yes yes", "no no", 2),
    "one cluster": told("yes no", "yes yes no", "no yes", 4),
    "constant answers": told("yes no no", "yes", "no"),
    "three classes": told("a b c", "a b b", "c b a a"),
    "an answer that no item has": told("yes no", "yes maybe", "no yes no"),
}
"""Files with answers of ``old`` and ``new``."""
IMPORTED = {
    "boolean labels": ("id,l,p,x\na,TRUE,true,1\nb,False,true,2\n", ""),
    "integer labels": ("id,l,p,x\na,1,1,1\nb,0,1,2\n", ""),
    "decimal labels": ("id,l,p,x\na,1.0,1.0,1\nb,0.0,1.0,2\n", ""),
    "labels missing": ("id,l,p,x\na,,y,1\nb,n,y,2\n", ""),
    "Chinese, Hebrew and Arabic ids": ("id,l,p,x\n項目,y,y,1\nפריט,n,y,2\nعنصر,n,n,3\n", "פריט"),
    "ids with blanks": ("id,l,p,x\n a,y,y,1\na b,n,y,2\na,n,n,3\n", ""),
    "ids that are numbers": ("id,l,p,x\n007,y,y,1\n7,n,y,2\n7.0,n,n,3\n", ""),
    "ids that are formulas": ("id,l,p,x\n=1+1,y,y,1\n@a,n,y,2\n+b,n,n,3\n", ""),
    "years 0 and 9999": ("id,l,p,x\na,y,y,0000-01-01\nb,n,y,9999-12-31\n", "time"),
    "a cell of 5 MB": ("id,l,p,x\na,y,y," + "x" * 5_000_000 + "\nb,n,y,2\n", ""),
    "an id of 100 kB": ("id,l,p,x\n" + "a" * 100_000 + ",y,y,1\nb,n,y,2\n", ""),
    "one row": ("id,l,p,x\na,y,y,1\n", ""),
    "one class": ("id,l,p,x\na,y,y,1\nb,y,y,1\n", ""),
    "columns of nothing": ("id,l,p,x\na,y,y,\nb,n,y,\n", ""),
    "hostile column names": ("id,l,p,<script>\na,y,y,1\nb,n,y,2\n", "<script>"),
    "Windows line ends": ("id,l,p,x\r\na,y,y,1\r\nb,n,y,2\r\n", ""),
}
"""A file to import and what the table that is shown must say."""
