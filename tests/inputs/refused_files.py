"""Files and command lines that must be refused, with what the message must name."""

import gzip
import io
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


class Refused(NamedTuple):
    """One command line on files that cannot be used."""

    words: tuple[str, ...]
    says: tuple[str, ...]
    """Parts of the message: the code, the place, the value, the remedy."""
    files: Mapping[str, bytes | str] = MappingProxyType({})
    """Written before."""
    exit_code: int = 3


def parquet(columns: dict[str, Any]) -> bytes:
    sink = io.BytesIO()
    pq.write_table(pa.table(columns), sink)
    return sink.getvalue()


HEAD = "item,label,pred,score,weight,country\n"
ROWS = "a,yes,yes,0.9,1,DE\nb,no,yes,0.6,1,FR\nc,yes,no,0.2,2,DE\nd,no,no,0.1,1,FR\n"
GOOD = HEAD + ROWS
GOOD_PARQUET = parquet({"label": ["yes", "no"], "pred": ["yes", "yes"], "score": [0.9, 0.2]})


def file(content: bytes | str, *says: str, name: str = "a.csv", options: tuple[str, ...] = ()) -> Refused:
    """``assay estimate`` on one file."""
    usual = ("--label", "label", "--prediction", "pred", "--metric", "accuracy")
    return Refused(("estimate", name, *usual, *options), says, {name: content})


def scored(cell: str, *says: str) -> Refused:
    """``assay estimate`` where the second score is ``cell``."""
    return file(GOOD.replace("0.6", cell), *says, options=("--score", "score"))


def asked(*options: str, says: tuple[str, ...]) -> Refused:
    """``assay estimate`` on a good file with odd options."""
    return file(GOOD, *says, options=options)


def compared(*options: str, says: tuple[str, ...], content: str = GOOD) -> Refused:
    """``assay compare`` on a good file with odd options."""
    usual = ("--label", "label", "--baseline", "pred", "--candidate", "other", "--metric", "accuracy")
    return Refused(
        ("compare", "a.csv", *usual, *options),
        says,
        {"a.csv": content.replace("country\n", "other\n").replace("DE", "yes").replace("FR", "no")},
    )


BARE_FILES = {
    "empty file": file("", "a.csv", "input.empty"),
    "blank lines only": file("\n\n\r\n", "a.csv", "input.empty"),
    "header only": file(HEAD, "a.csv:1", "input.no_rows"),
    "UTF-16": file(GOOD.encode("utf-16"), "a.csv:1", "input.encoding", "iconv"),
    "Latin-1": file((GOOD + "é,yes,yes,0.5,1,DE\n").encode("latin-1"), "a.csv:6", "input.encoding", "0xE9"),
    "cut inside a character": file(GOOD.encode() + b"e,yes,\xe2\x82", "a.csv:6", "input.encoding"),
    "NUL bytes": file(GOOD + "e,yes,yes,0.5,1,\0\n", "a.csv:6", "input.nul"),
    "gzip named csv": file(gzip.compress(GOOD.encode(), mtime=0), "a.csv", "gunzip"),
    "workbook named csv": file(b"PK\x03\x04 and more", "a.csv", "Excel"),
    "Parquet named csv": file(GOOD_PARQUET, "a.csv", "input.wrong_format"),
    "short row": file(GOOD + "e,yes\nf,no,no,0.4,1,DE\n", "a.csv:6", "input.ragged_row"),
    "two ragged rows, both told": file(GOOD + "e,yes\nf,1,2,3,4,5,6,7\n", "a.csv:6", "a.csv:7", "input.ragged_row"),
    "cut in the last row": file(GOOD[:-6], "a.csv:5", "input.ragged_row", "cut off"),
    "unclosed quote": file(GOOD + 'e,"yes,yes,0.4,1,DE\n', "a.csv:6", "input.unclosed_quote"),
    "stray quote": file(GOOD + 'e,yes"x,yes,0.4,1,DE\n', "a.csv:6", "input.stray_quote"),
    "semicolons": file(GOOD.replace(",", ";"), "a.csv:1", "input.wrong_delimiter"),
    "tabs": file(GOOD.replace(",", "\t"), "a.csv:1", "--format tsv"),
    "column twice": file(GOOD.replace("weight", "label"), "a.csv:1", "input.duplicate_column", "'label'"),
    "column without a name": file(GOOD.replace("weight", ""), "a.csv:1", "input.empty_column_name"),
    "no label column": file(GOOD.replace("label", "lable"), "'label'", "lable", "input.unknown_column"),
    "two columns missing, both told": file("item,x\na,1\n", "'label'", "'pred'", "input.unknown_column"),
    "no labels at all": file(GOOD.replace("yes,", ",").replace("no,", ","), "label"),
    "a prediction missing": file(GOOD.replace("b,no,yes", "b,no,"), "a.csv:3", "input.missing_prediction", "leave"),
    "text and number in JSONL": file(
        '{"label": 1, "pred": 1}\n{"label": "one", "pred": 1}\n', "a.jsonl:2", "input.type_conflict", name="a.jsonl"
    ),
    "broken JSON": file('{"label": 1, "pred": 1}\n{"label": }\n', "a.jsonl:2", "input.bad_json", name="a.jsonl"),
    "truncated JSON": file('{"label": 1, "pred": 1}\n{"label": 1, "pr', "a.jsonl:2", "cut off", name="a.jsonl"),
    "NaN in JSON": file('{"label": 1, "pred": NaN}\n', "a.jsonl:1", "input.bad_json", name="a.jsonl"),
    "JSON array": file('[{"label": 1, "pred": 1}]\n', "a.jsonl:1", "input.json_not_object", name="a.jsonl"),
    "JSON key twice": file('{"label": 1, "label": 2, "pred": 1}\n', "a.jsonl:1", "input.duplicate_key", name="a.jsonl"),
    "JSON 10,000 deep": file(
        '{"label": 1, "pred": ' + "[" * 10_000 + "]" * 10_000 + "}\n", "a.jsonl:1", "input.json_depth", name="a.jsonl"
    ),
    "text named parquet": file(GOOD, "a.parquet", "input.parquet_broken", name="a.parquet"),
    "truncated Parquet": file(GOOD_PARQUET[:-20], "a.parquet", "input.parquet_broken", name="a.parquet"),
    "Parquet with a NaN score": file(
        parquet({"label": ["a", "b"], "pred": ["a", "b"], "score": [0.5, np.nan]}),
        "Row 2", "input.not_finite", name="a.parquet", options=("--score", "score"),
    ),
    "pickle": file(b"\x80\x04N.", "a.pkl", "input.unknown_format", "never", name="a.pkl"),
    "workbook": file(b"PK", "a.xlsx", "input.unknown_format", name="a.xlsx"),
    "no ending": file(GOOD, "input.unknown_format", name="answers"),
    "score of NaN": scored("NaN", "a.csv:3", "input.not_finite"),
    "score of infinity": scored("-inf", "a.csv:3", "input.not_finite"),
    "score beyond a double": scored("1e999", "a.csv:3", "input.not_finite"),
    "score above 1": scored("1.5", "score", "1.5"),
    "score below 0": scored("-0.5", "score", "-0.5"),
    "score that is text": scored("high", "score", "high"),
    "score missing": scored("", "a.csv:3", "input.missing_score"),
    "weight of 0": file(GOOD.replace(",2,", ",0,"), "weight", "above 0", options=("--weight", "weight")),
    "weight below 0": file(GOOD.replace(",2,", ",-2,"), "weight", "above 0", options=("--weight", "weight")),
    "weight of text": file(GOOD.replace(",2,", ",two,"), "weight", "two", options=("--weight", "weight")),
    "weight missing": file(GOOD.replace(",2,", ",,"), "weight", "above 0", options=("--weight", "weight")),
    "weights from nothing to everything": file(
        GOOD.replace(",2,", ",1e-300,"), "1e-300", "ratio", options=("--weight", "weight")
    ),
    "ids given twice": file(GOOD.replace("d,no", "a,no"), "'a'", "input.duplicate_id", options=("--item", "item")),
    "id missing": file(GOOD.replace("d,no", ",no"), "input.missing_id", options=("--item", "item")),
}  # fmt: skip

BARE_OPTIONS = {
    "absent file": Refused(
        ("estimate", "predictons.csv", "--label", "label", "--prediction", "pred", "--metric", "accuracy"),
        ("predictons.csv", "Did you mean 'predictions.csv'"), {"predictions.csv": GOOD},
    ),
    "folder as file": Refused(
        ("estimate", "folder.csv", "--label", "label", "--prediction", "pred", "--metric", "accuracy"),
        ("folder.csv", "a folder"), {"folder.csv/x": ""},
    ),
    "file under a file": Refused(
        ("estimate", "a.csv/b.csv", "--label", "label", "--prediction", "pred", "--metric", "accuracy"),
        ("a.csv/b.csv",), {"a.csv": GOOD},
    ),
    "file name of 5,000 letters": Refused(
        ("estimate", "x" * 5000 + ".csv", "--label", "label", "--prediction", "pred", "--metric", "accuracy"), ("xxx",),
    ),
    "NUL in a file name": Refused(
        ("estimate", "a\0b.csv", "--label", "label", "--prediction", "pred", "--metric", "accuracy"),
        ("file", "--help"),
    ),
    "device that never ends": Refused(
        ("estimate", "/dev/zero", "--label", "label", "--prediction", "pred", "--metric", "accuracy"), ("/dev/zero",),
    ),
    "unknown metric": asked("--metric", "acuracy", says=("acuracy", "Did you mean 'accuracy'")),
    "two unknown metrics, both told": asked("--metric", "acuracy,rekall", says=("acuracy", "rekall")),
    "metric with an unknown option": asked("--metric", "f_beta:gamma=2", says=("gamma", "beta")),
    "metric with a wrong option": asked("--metric", "f_beta:beta=-1", says=("beta", "-1")),
    "metric with an option of text": asked("--metric", "f_beta:beta=two", says=("beta", "two")),
    "no metric": Refused(
        ("estimate", "a.csv", "--label", "label", "--prediction", "pred", "--metric", ","), ("metric",), {"a.csv": GOOD}
    ),
    "unknown slice": asked("--by", "contry", says=("contry", "Did you mean 'country'")),
    "slices crossed to depth 3": asked("--by", "country,pred,item", says=("country", "two")),
    "edges that descend": asked("--by", "weight[3,1]", says=("weight[3,1]",)),
    "edges that are no numbers": asked("--by", "weight[a,b]", says=("weight[a,b]",)),
    "edges of a text column": asked("--by", "country[1,2]", says=("country",)),
    "slice with an open bracket": asked("--by", "weight[1", says=("weight[1",)),
    "empty slice": asked("--by", "", says=("0 parts", "column")),
    "level 2": asked("--level", "2", says=("level", "2")),
    "level 0": asked("--level", "0", says=("level", "0")),
    "level of NaN": asked("--level", "nan", says=("level", "nan")),
    "level of text": asked("--level", "high", says=("level", "number")),
    "negative seed": asked("--seed", "-1", "--metric", "ece", "--score", "score", says=("seed", "-1")),
    "word for missing that is none": asked("--missing", "drop", says=("drop", "leave_out")),
    "unknown positive class": asked("--positive", "Yes", says=("Yes", "yes", "no")),
    "neither prediction nor score": Refused(
        ("estimate", "a.csv", "--label", "label", "--metric", "accuracy"), ("answers or its scores",), {"a.csv": GOOD}
    ),
    "negative margin": compared("--margin", "-0.1", says=("margin", "0")),
    "margin of NaN": compared("--margin", "nan", says=("margin", "0")),
    "infinite margin": compared("--margin", "inf", says=("margin", "inf")),
    "margin of text": compared("--margin", "small", says=("margin", "number")),
    "unknown multiplicity": compared("--multiplicity", "holms", "--margin", "0.1", says=("holms", "holm")),
    "baseline that is the candidate": Refused(
        ("compare", "a.csv", "--label", "label", "--baseline", "pred", "--candidate", "pred", "--metric", "accuracy"),
        ("pred", "same"), {"a.csv": GOOD},
    ),
    "prediction that is the label": Refused(
        ("estimate", "a.csv", "--label", "label", "--prediction", "label", "--metric", "accuracy"),
        ("label", "input.two_roles"), {"a.csv": GOOD},
    ),
    "unknown command": Refused(("estimat",), ("Did you mean 'estimate'",)),
    "unknown option": asked("--colour", "red", says=("--colour", "--help")),
    "label not named": Refused(("estimate", "a.csv", "--metric", "accuracy"), ("label",), {"a.csv": GOOD}),
}  # fmt: skip


def imported(content: bytes | str, *says: str, options: tuple[str, ...] = (), name: str = "new") -> Refused:
    """``assay import`` of one file under a new name."""
    usual = ("--id", "item", "--label", "label", "--prediction", "m=pred", "--score", "m=score", "--slice", "country")
    return Refused(("import", "a.csv", "--name", name, *usual, *options), says, {"a.csv": content})


IMPORTS = {
    "duplicate ids": imported(GOOD + "b,no,no,0.5,1,DE\n", "a.csv:6", "item b", "line 3", "input.duplicate_id"),
    "blank id": imported(GOOD + " ,no,no,0.5,1,DE\n", "a.csv:6", "input.missing_id"),
    "absent prediction": imported(GOOD + "e,no,,0.5,1,DE\n", "a.csv:6", "item e", "input.missing_prediction"),
    "absent score": imported(GOOD + "e,no,no,,1,DE\n", "a.csv:6", "item e", "input.missing_score"),
    "score out of range": imported(GOOD + "e,no,no,50,1,DE\n", "a.csv:6", "'50'", "input.score_range"),
    "NaN score": imported(GOOD + "e,no,no,NaN,1,DE\n", "a.csv:6", "'NaN'", "input.not_finite"),
    "text score": imported(GOOD + "e,no,no,half,1,DE\n", "a.csv:6", "'half'", "input.score_type"),
    "weight of 0": imported(GOOD + "e,no,no,0.5,0,DE\n", "a.csv:6", "input.weight", options=("--weight", "weight")),
    "id as cluster": imported(
        GOOD + "e,no,no,0.5,1,\n", "'item'", "input.two_roles", options=("--cluster", "item")
    ),
    "four problems, all told": imported(
        GOOD + "b,no,no,7,1,DE\n,no,,0.5,1,DE\n",
        "input.duplicate_id", "input.score_range", "input.missing_id", "input.missing_prediction",
    ),
    "numbers predicted, words labelled": imported(
        HEAD + "a,yes,1,0.5,1,DE\nb,no,0,0.5,1,DE\n", "input.answer_types", "such as"
    ),
    "no labels": imported(HEAD + "a,,1,0.5,1,DE\nb,,0,0.5,1,DE\n", "input.no_labels"),
    "header only": imported(HEAD, "a.csv:1", "input.no_rows"),
    "reserved column name": imported(GOOD.replace("weight", "__reference"), "'__reference'", "input.reserved_name"),
    "reserved answer column": imported(GOOD.replace("weight", "__answer:new"), "input.reserved_name", "Rename"),
    "one column, two roles": imported(GOOD, "'pred'", "input.two_roles", options=("--cluster", "pred")),
    "sensitive column as slice": imported(GOOD, "'country'", "sealed", options=("--sensitive", "country")),
    "sensitive id": imported(GOOD, "'item'", "input.two_roles", options=("--sensitive", "item")),
    "unknown columns, all told": imported(
        GOOD, "'usr'", "'wieght'", "Did you mean 'weight'", options=("--cluster", "usr", "--weight", "wieght")
    ),
    "system given twice": imported(GOOD, "m", "--prediction", options=("--prediction", "m=country")),
    "system without a name": imported(GOOD, "SYSTEM=COLUMN", options=("--prediction", "=pred")),
    "system without a column": imported(GOOD, "SYSTEM=COLUMN", options=("--prediction", "z=")),
    "dataset without a name": imported(GOOD, "name", name=""),
    "dataset named by blanks": imported(GOOD, "name", name="  "),
    "dataset named with an at sign": imported(GOOD, "name", "@", name="new@2"),
    "dataset named with a line break": imported(GOOD, "name", name="a\nb"),
    "dataset named with a bidi override": imported(GOOD, "name", "\\u202e", name="a\u202eb"),
    "dataset name of 10,000 letters": imported(GOOD, "name", name="n" * 10_000),
    "person without a name": imported(GOOD, "--by", options=("--by", " ")),
    "folder as file": Refused(("import", "d.csv", "--name", "x", "--id", "item"), ("a folder",), {"d.csv/x": ""}),
    "workspace that is none": imported(GOOD, "workspace.none", options=("--workspace", "nowhere")),
}  # fmt: skip
