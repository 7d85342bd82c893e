"""Plans, answers beside them, cards, waivers, decisions and proofs that must be refused, with what must be named."""

import io
import tarfile
import zipfile

from tests.inputs.loan_desk import PLAN, loans
from tests.inputs.refused_files import Refused

ALIAS_BOMB = "a: &a [x, x, x, x, x, x, x, x, x]\n" + "".join(
    f"{new}: &{new} [{', '.join([f'*{old}'] * 9)}]\n" for old, new in zip("abcdefghij", "bcdefghijk", strict=True)
)
TEN_MISTAKES = """\
assay: 2
name: release
tier: low
author: mina
dataset: loans
colour: red
level: 2
power: -1
multiplicity: holms
seed: many
systems:
  baseline: {name: old}
  candidate: {name: new, predictions: "https://evil.example/new.csv"}
metrics: [acuracy]
checks: [duplicats]
gates:
  - {name: one, kind: non_inferiorty, role: core, metric: accuracy}
  - {name: one, kind: non_inferiority, role: cor, metric: accuracy, margin: -0.1}
  - {name: three, kind: threshold, role: core, metric: accuracy, accept: high}
"""


def checked(text: bytes | str, *says: str, command: tuple[str, ...] = ("plan", "check")) -> Refused:
    """A command on one plan file; ``evaluate`` looks around."""
    return Refused((*command, "p.yaml"), says, {"p.yaml": text})


def edited(old: str, new: str, *says: str) -> Refused:
    """``assay plan check`` of the plan with one passage changed."""
    assert old in PLAN
    return checked(PLAN.replace(old, new), "p.yaml", *says)


PLANS = {
    "empty": checked("", "p.yaml"),
    "comment only": checked("# nothing\n", "p.yaml"),
    "list": checked("- a\n- b\n", "p.yaml:1"),
    "text": checked("release\n", "p.yaml:1"),
    "not YAML": checked("a: [1,\nb: 2\n", "p.yaml:", "yaml.syntax"),
    "tab indentation": checked("a:\n\tb: 1\n", "p.yaml:2"),
    "UTF-16": checked(PLAN.encode("utf-16"), "p.yaml", "UTF-8"),
    "Latin-1": checked(PLAN.replace("mina", "zoë").encode("latin-1"), "p.yaml:5", "UTF-8"),
    "NUL byte": checked(PLAN + "\0", "p.yaml:"),
    "binary": checked(bytes(range(256)) * 10, "p.yaml"),
    "two megabytes": checked("# " + "x" * 2_000_000, "p.yaml", "1,000,000 bytes"),
    "alias bomb": checked(ALIAS_BOMB, "p.yaml:1", "alias"),
    "merge key": checked(PLAN + "<<: {level: 0.5}\n", "p.yaml:"),
    "two documents": checked(PLAN + "---\n" + PLAN, "p.yaml:"),
    "nested 10,000 deep": checked("a: " + "[" * 10_000 + "]" * 10_000, "p.yaml"),
    "setting twice": checked(PLAN + "tier: high\n", "p.yaml:", "tier"),
    "python tag": edited("mina", "!!python/object/apply:os.system ['touch hacked']", "p.yaml:5"),
    "python setting": checked(PLAN + "python: os.system('touch hacked')\n", "'python' would run code", "p.yaml:"),
    "command of a system": edited("{name: new}", "{name: new, command: touch hacked}", "'command' would run code"),
    "bidi override": edited("mina", '"mi\u202ena"'.replace('"', ""), "U+202E", "p.yaml:5"),
    "ten mistakes": checked(
        TEN_MISTAKES,
        "p.yaml:1", "purpose", "p.yaml:6", "colour", "p.yaml:7", "level", "p.yaml:8", "power",
        "p.yaml:9", "holms", "p.yaml:10", "seed", "p.yaml:13", "evil.example", "p.yaml:14", "Did you mean 'accuracy'",
        "p.yaml:15", "Did you mean 'duplicates'", "p.yaml:17", "non_inferiorty", "p.yaml:18", "'cor'", "-0.1",
        "p.yaml:19", "high",
    ),
    "unknown metric": edited("accuracy, recall", "accuracy, rekall", "Did you mean 'recall'", "p.yaml:12"),
    "unknown slice": edited("- by: country", "- by: contry", "contry", "country"),
    "unknown gate slice": edited("by: country,", "by: contry,", "contry", "country"),
    "unknown cluster": edited("cluster: user", "cluster: usr", "usr", "user"),
    "unknown system": edited("{name: new}", "{name: newer}", "newer", "new"),
    "unknown dataset": edited("dataset: loans", "dataset: loan", "Did you mean 'loans'"),
    "unknown version": edited("dataset: loans", "dataset: loans@00000000", "loans@00000000"),
    "version of 2 digits": edited("dataset: loans", "dataset: loans@ab", "8"),
    "unknown positive class": edited("positive: yes_", "positive: maybe", "maybe", "yes_"),
    "level of NaN": edited("tier: low", "tier: low\nlevel: .nan", "level"),
    "seed below 0": edited("tier: low", "tier: low\nseed: -1", "seed"),
    "infinite margin": edited("margin: 0.05", "margin: .inf", "margin"),
    "min_items below 0": edited("min_items: 5", "min_items: -5", "min_items"),
    "no core gate": edited("role: core", "role: guardrail", "core"),
    "no gates": checked(PLAN.partition("gates:")[0], "gates"),
    "baseline that is the candidate": edited("{name: new}", "{name: old}", "old"),
    "thresholds that cross": edited("accept: 0.99", "accept: 0.5, fail: 0.9", "accept", "fail"),
    "slice of bad grammar": edited(
        "- by: country", "- name: young\n    where: __import__('os').system('touch hacked')", "p.yaml:"
    ),
    "slice of 100,000 conditions": edited(
        "- by: country", "- name: many\n    where: " + " or ".join(["country = 'DE'"] * 20_000), "p.yaml:"
    ),
    "answers at a URL": edited("{name: new}", "{name: new, predictions: 'http://169.254.169.254/x.csv'}", "169.254"),
    "answers at a share": edited("{name: new}", "{name: new, predictions: '//host/x.csv'}", "//host/x.csv"),
    "answers outside": edited("{name: new}", "{name: new, predictions: ../../../etc/passwd}", "etc/passwd"),
    "answers at an absolute path": edited("{name: new}", "{name: new, predictions: /etc/passwd}", "/etc/passwd"),
    "absent plan": Refused(("plan", "check", "plam.yaml"), ("plam.yaml",)),
    "folder as plan": Refused(("plan", "check", "d.yaml"), ("d.yaml",), {"d.yaml/x": ""}),
    "device as plan": Refused(("plan", "check", "/dev/zero"), ("/dev/zero",)),
    "ten mistakes, locked": checked(TEN_MISTAKES, "acuracy", "-0.1", command=("plan", "lock", "--by", "mina")),
    "lock by nobody": checked(PLAN.replace("release", "other"), "--by", command=("plan", "lock", "--by", " ")),
    "approval by its author": checked(PLAN, "Mina", command=("plan", "approve", "--by", "Mina ")),
    "approval by nobody": checked(PLAN, "approver", command=("plan", "approve", "--by", "")),
    "amendment by its author": checked(
        PLAN.replace("0.99", "0.9"), "mina",
        command=("plan", "amend", "--by", "mina", "--approver", "mina", "--reason", "r"),
    ),
    "amendment of nothing": checked(
        PLAN, "amend", command=("plan", "amend", "--by", "mina", "--approver", "lead", "--reason", "r")
    ),
    "amendment without a reason": checked(
        PLAN.replace("0.99", "0.9"), "reason",
        command=("plan", "amend", "--by", "mina", "--approver", "lead", "--reason", " "),
    ),
    "edited plan evaluated": checked(PLAN.replace("0.99", "0.9"), "0.99", "0.9", "amend", command=("evaluate",)),
    "unlocked plan evaluated": checked(
        PLAN.replace("name: release", "name: x"), "assay plan lock", command=("evaluate",)
    ),
    "unknown slice, explored": checked(
        PLAN.replace("- by: country", "- by: contry").replace("name: release", "name: x"), "contry", "country",
        command=("evaluate", "--exploratory"),
    ),
    "unknown positive class, explored": checked(
        PLAN.replace("positive: yes_", "positive: maybe").replace("name: release", "name: x"), "maybe",
        command=("evaluate", "--exploratory"),
    ),
    "base plan that is none": Refused(
        ("evaluate", "plan.yaml", "--base", "base.yaml"), ("base.yaml",), {"base.yaml": "a: [1,\n"}
    ),
}  # fmt: skip

ANSWERS = "\n".join(
    [
        "item,said,p",
        *(",".join(line.split(",")[i] for i in (0, 4, 5)) for line in loans().split()[1:] if line.startswith("i")),
    ]
)
BESIDE = PLAN.replace("name: release", "name: beside").replace(
    "{name: new}", "{name: newest, predictions: runs/new.csv, label: said, score: p}"
)
BOTH_BESIDE = BESIDE.replace("{name: old}", "{name: older, predictions: runs/old.csv, label: said, score: p}")


def answered(text: bytes | str, *says: str, plan: str = BESIDE, name: str = "runs/new.csv") -> Refused:
    """``assay evaluate`` of a plan with a file of answers beside it."""
    return Refused(("evaluate", "p.yaml", "--exploratory"), says, {"p.yaml": plan, "runs/old.csv": ANSWERS, name: text})


ANSWER_FILES = {
    "no file": answered(ANSWERS, "runs/new.csv", name="runs/newer.csv"),
    "folder": answered("", "runs/new.csv", "folder", name="runs/new.csv/x"),
    "empty": answered("", "runs/new.csv", "input.empty"),
    "unknown item": answered(ANSWERS + "\nz9,yes_,0.5\n", "runs/new.csv:142", "item z9", "input.unknown_item"),
    "missing items": answered("\n".join(ANSWERS.split("\n")[:-2]), "runs/new.csv", "2 items", "i139"),
    "item twice": answered(ANSWERS + "\ni003,yes_,0.5\n", "runs/new.csv:142", "item i003", "input.duplicate_id"),
    "no answer": answered(ANSWERS.replace("i003,no_", "i003,").replace("i003,yes_", "i003,"), "item i003"),
    "score of 2": answered(ANSWERS.replace("0.75", "2", 1), "input.score_range"),
    "score of NaN": answered(ANSWERS.replace("0.75", "nan", 1), "input.not_finite"),
    "other columns": answered(ANSWERS.replace("said", "sad"), "'said'", "Did you mean 'sad'"),
    "ragged": answered(ANSWERS + "\nx\n", "runs/new.csv:142", "input.ragged_row"),
    "candidate broken after a good baseline": answered(
        ANSWERS + "\nz9,yes_,0.5\n", "runs/new.csv:142", "item z9", plan=BOTH_BESIDE
    ),
    "both broken, both told": Refused(
        ("evaluate", "p.yaml", "--exploratory"), ("runs/old.csv", "runs/new.csv"),
        {"p.yaml": BOTH_BESIDE, "runs/old.csv": "", "runs/new.csv": ""},
    ),
}  # fmt: skip

CARD = ("dataset", "card", "loans", "--by", "lead", "--file", "c.yaml")
CARDS = {
    "unfilled": Refused((*CARD[:-1], "card.yaml"), ("card.yaml", "card.unfilled")),
    "empty": Refused(CARD, ("c.yaml",), {"c.yaml": ""}),
    "not YAML": Refused(CARD, ("c.yaml:", "yaml.syntax"), {"c.yaml": "a: [1,\nb: 2"}),
    "alias bomb": Refused(CARD, ("c.yaml:1",), {"c.yaml": ALIAS_BOMB}),
    "unknown setting": Refused(CARD, ("c.yaml:1", "colour"), {"c.yaml": "colour: red\n"}),
    "wrong encoding": Refused(CARD, ("c.yaml", "UTF-8"), {"c.yaml": "purpose: é\n".encode("latin-1")}),
    "NUL byte": Refused(CARD, ("c.yaml",), {"c.yaml": "purpose: a\0b\n"}),
    "absent": Refused(CARD, ("c.yaml",)),
    "unknown dataset": Refused(("dataset", "card", "lons", "--file", "card.yaml"), ("Did you mean 'loans'",)),
    "unknown version": Refused(("dataset", "show", "loans@00000000"), ("loans@00000000", "Name one of: loans@")),
    "version that is no hash": Refused(("dataset", "show", "loans@latest"), ("loans@latest",)),
    "diff with nothing": Refused(("dataset", "diff", "loans", "lones"), ("Did you mean 'loans'",)),
    "card into an absent folder": Refused(("dataset", "card", "loans", "--out", "no/c.yaml"), ("no/c.yaml",)),
}


def waived(*says: str, plan: str = "plan.yaml", **changed: str) -> Refused:
    """``assay waive`` with one odd option."""
    options = {"gate": "recall floor", "until": "2026-12-31", "reason": "Known.", "by": "mina", "approver": "lead"}
    words = (word for name, value in {**options, **changed}.items() for word in (f"--{name}", value))
    return Refused(("waive", plan, *words), says)


def decided(*says: str, plan: str = "plan.yaml", **changed: str) -> Refused:
    """``assay decide`` with one odd option."""
    options = {"advice": "ship", "by": "lead", "reason": "Because."} | changed
    return Refused(("decide", plan, *(w for name, value in options.items() for w in (f"--{name}", value))), says)


DECISIONS = {
    "until no date": waived("'someday'", "2026-12-31", until="someday"),
    "until a day that is none": waived("'2026-02-30'", until="2026-02-30"),
    "until year 0": waived("'0000-01-01'", until="0000-01-01"),
    "until before the first moment": waived("'0001-01-01T00:00:00+14:00'", until="0001-01-01T00:00:00+14:00"),
    "until after the last moment": waived("'9999-12-31T23:59:59-14:00'", until="9999-12-31T23:59:59-14:00"),
    "until blank": waived("end of a waiver", until=" "),
    "until yesterday": waived("future", until="2026-11-21"),
    "unknown gate": waived("Did you mean 'recall floor'", gate="recal floor"),
    "core gate": waived("core", gate="no worse"),
    "own approval": waived("approve", approver=" MINA "),
    "approval by nobody": waived("approver", approver=" "),
    "asked by nobody": waived("--by", by=" "),
    "blank reason": waived("reason", reason=" \n "),
    "slice of a gate without slices": waived("country=DE", slice="country=DE"),
    "slice of another column": waived("device=x", gate="each country", slice="device=x"),
    "slice without a level": waived("--slice", gate="each country", slice="=DE"),
    "waiver of an absent plan": waived("plam.yaml", plan="plam.yaml"),
    "decision that is none": decided("'perhaps'", "hold", advice="perhaps"),
    "decision by nobody": decided("--by", by=" "),
    "decision without a reason": decided("--reason", reason=" "),
    "decision on an absent plan": decided("plam.yaml", plan="plam.yaml"),
    "gate of too few draws": Refused(("gate", "plan.yaml", "--self-test", "--draws", "1"), ("draws", "20")),
}


def zipped(members: dict[str, bytes]) -> bytes:
    """A ZIP that Assay did not make."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return sink.getvalue()


def tarred(members: dict[str, bytes]) -> bytes:
    """A tar that Assay did not make."""
    sink = io.BytesIO()
    with tarfile.open(fileobj=sink, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return sink.getvalue()


def altered(content: bytes | str, *says: str) -> Refused:
    """``assay verify`` of a file that is not what was signed."""
    return Refused(("verify", "b.assay"), says, {"b.assay": content}, exit_code=1)


def restored(content: bytes | str, *says: str) -> Refused:
    """``assay restore`` of a file that is no backup."""
    return Refused(("restore", "b.tar", "elsewhere"), says, {"b.tar": content})


PROOFS = {
    "bundle that is text": altered("hello", "b.assay"),
    "empty bundle": altered("", "b.assay"),
    "ZIP of somebody else": altered(zipped({"a": b"b"}), "b.assay"),
    "ZIP bomb": altered(zipped({"manifest.json": b"0" * 100_000_000}), "b.assay"),
    "ZIP with a way out": altered(zipped({"../../hacked": b"x", "manifest.json": b"{}"}), "b.assay"),
    "absent bundle": Refused(("verify", "c.assay"), ("c.assay",)),
    "folder as bundle": Refused(("verify", "d.assay"), ("d.assay",), {"d.assay/x": ""}),
    "device as bundle": Refused(("verify", "/dev/zero"), ("/dev/zero",)),
    "key that is none": Refused(("verify", "release.assay", "--key", "secret"), ("key",)),
    "blank key": Refused(("verify", "release.assay", "--key", ""), ("key",)),
    "head that is none": Refused(("verify", "release.assay", "--head", "12"), ("head", "SIZE:ROOT")),
    "head of another log": Refused(
        ("verify", "release.assay", "--head", "3:" + "0" * 64), ("in doubt", "head"), exit_code=2
    ),
    "no workspace to verify": Refused(("verify", "--workspace", "nowhere"), ("nowhere",)),
    "replay of text": Refused(("replay", "b.assay"), ("b.assay",), {"b.assay": "hello"}),
    "replay of an absent bundle": Refused(("replay", "c.assay"), ("c.assay",)),
    "replay of an absent plan": Refused(("replay", "plam.yaml"), ("plam.yaml",)),
    "restore of garbage": restored("hello", "b.tar"),
    "restore of nothing": restored("", "b.tar"),
    "restore of a foreign tar": restored(tarred({"a": b"b"}), "b.tar"),
    "restore with a way out": restored(tarred({"../hacked": b"x"}), "b.tar"),
    "restore of a list that lies": restored(tarred({"backup.json": b'{"format": 1}'}), "b.tar"),
    "restore of an absent file": Refused(("restore", "c.tar", "elsewhere"), ("c.tar",)),
    "restore of a device": Refused(("restore", "/dev/zero", "elsewhere"), ("/dev/zero",)),
    "restore over a workspace": Refused(("restore", "monday.tar", "."), ("not empty",)),
    "backup over a file": Refused(("backup", "plan.yaml"), ("plan.yaml",)),
    "report into an absent folder": Refused(("report", "plan.yaml", "--out", "no/r.html"), ("no/r.html",)),
    "report over a folder": Refused(("report", "plan.yaml", "--out", "d"), ("d",), {"d/x": ""}),
    "tables into a file": Refused(("report", "plan.yaml", "--format", "csv", "--out", "plan.yaml"), ("plan.yaml",)),
    "bundle into an absent folder": Refused(("bundle", "plan.yaml", "--out", "no/b.assay"), ("no/b.assay",)),
    "bundle over a folder": Refused(("bundle", "plan.yaml", "--out", "d"), ("d",), {"d/x": ""}),
    "evaluate into an absent folder": Refused(("evaluate", "plan.yaml", "--report", "no/r.html"), ("no/r.html",)),
    "schema into an absent folder": Refused(("schema", "--out", "no/s.json"), ("no/s.json",)),
    "workspace over a workspace": Refused(("init",), ("There is a workspace",)),
    "workspace in a file": Refused(("init", "plan.yaml"), ("plan.yaml",)),
    "plan on an unknown dataset": Refused(
        ("plan", "new", "--dataset", "lons", "--out", "n.yaml"), ("Did you mean 'loans'",)
    ),
}  # fmt: skip
