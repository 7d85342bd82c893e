"""Files of votes and of verdicts: what is refused, with what the message must name, and what is accepted oddly."""

from collections.abc import Sequence
from typing import NamedTuple

LONG = ("--item", "item", "--judge", "judge", "--answer", "label")
KAPPAS = "alpha,fleiss,ac1,conger,light,brennan_prediger"
NUMBERED = "alpha,icc1,icc2,icc3,icc1k,icc2k,icc3k,kendall_w"
PAIR = ("--item", "item", "--judge", "judge", "--first", "one", "--second", "two")
GAMES = ("--item", "item", "--left", "left", "--right", "right", "--winner", "winner")


class Case(NamedTuple):
    """One command line on one file."""

    words: tuple[str, ...]
    content: str
    says: tuple[str, ...] = ()
    """Parts of the message, or of the reasons and notes."""


def votes(rows: Sequence[tuple[object, ...]], head: str = "item,judge,label") -> str:
    return "\n".join([head, *(",".join(str(cell) for cell in row) for row in rows)]) + "\n"


def crossed(n_items: int, judges: Sequence[str], answers: Sequence[str]) -> str:
    """Every judge on every item; answers go round, so that judges differ."""
    return votes(
        [
            (f"i{item}", judge, answers[(item + (place * item) // 3) % len(answers)])
            for item in range(n_items)
            for place, judge in enumerate(judges)
        ]
    )


GOOD = crossed(40, ("ann", "bob", "cem"), ("1", "2", "3"))
GOOD_PAIRS = votes(
    [(f"i{n}", judge, "AB"[(n + k) % 2], "AB"[(n * k) % 2], "A") for n in range(30) for k, judge in enumerate("xyz")],
    "item,judge,one,two,label",
)
GOOD_GAMES = votes(
    [(f"i{n}", "abc"[n % 3], "abc"[(n + 1) % 3], "abc"[(n + (n // 3) % 2) % 3]) for n in range(36)],
    "item,left,right,winner",
)


def agree(content: str, *says: str, metric: str = KAPPAS, options: tuple[str, ...] = LONG) -> Case:
    return Case(("agree", "a.csv", "--metric", metric, *options), content, says)


def pairwise(content: str, *says: str, options: tuple[str, ...] = PAIR) -> Case:
    return Case(("pairwise", "a.csv", *options), content, says)


REFUSED = {
    "empty file": agree("", "a.csv", "input.empty"),
    "header only": agree("item,judge,label\n", "a.csv:1", "input.no_rows"),
    "no such file": Case(("agree", "b.csv", "--metric", "alpha", *LONG), GOOD, ("b.csv",)),
    "unknown metric": agree(GOOD, "alhpa", "'alpha'", "stats.coefficient", metric="alhpa"),
    "no metric": agree(GOOD, "--metric", metric=" , "),
    "unknown scale": agree(GOOD, "ordnal", "'ordinal'", options=(*LONG, "--scale", "ordnal")),
    "unknown weights": agree(GOOD, "quadrtic", "'quadratic'", options=(*LONG, "--weights", "quadrtic")),
    "unknown rule for repeats": agree(GOOD, "newest", "last", options=(*LONG, "--repeats", "newest")),
    "level of 95": agree(GOOD, "95", "level", options=(*LONG, "--level", "95")),
    "negative replicates": agree(GOOD, "--replicates", options=(*LONG, "--replicates", "-1")),
    "missing column": agree(GOOD, "'worker'", options=("--item", "item", "--judge", "worker", "--answer", "label")),
    "near column": agree(GOOD, "'lable'", "'label'", options=(*LONG[:-1], "lable")),
    "unknown slice": agree(GOOD, "'contry'", options=(*LONG, "--by", "contry")),
    "neither long nor wide": agree(GOOD, "input.votes_form", "--judges", options=("--item", "item")),
    "wide with a column that is not there": agree(GOOD, "'dan'", options=("--judges", "ann,dan")),
    "wide without judges": agree(GOOD, "input.votes_form", "--judges", options=("--judges", " ")),
    "no answer at all": agree(votes([("i1", "ann", ""), ("i1", "bob", "")]), "input.no_votes", "'label'"),
    "row without an item": agree(GOOD + ",ann,1\n", "input.missing_id", "'item'"),
    "row without a judge": agree(GOOD + "i1,,1\n", "input.missing_id", "'judge'"),
    "names on an interval scale": agree(
        GOOD + "i9,ann,good\n", "agree.not_numbers", "'good'", "row 121", options=(*LONG, "--scale", "interval")
    ),
    "names for an ICC": agree(GOOD + "i9,ann,good\n", "agree.not_numbers", "row 121", metric="icc2"),
    "names for quadratic weights": agree(
        GOOD + "i9,ann,good\n", "'good'", options=(*LONG, "--weights", "quadratic"), metric="cohen"
    ),
    "below 0 on a ratio scale": agree(
        GOOD + "i9,ann,-4\n", "-4", "interval", options=(*LONG, "--scale", "ratio"), metric="alpha"
    ),
    "10,000 classes": agree(
        votes([(f"i{n // 2}", "ab"[n % 2], f"class {n}") for n in range(10_000)]),
        "stats.too_many_classes", "10000", metric="alpha",
    ),
    "all repeats counted where it matters who": agree(
        GOOD + "i1,ann,3\n", "stats.repeated_votes", options=(*LONG, "--repeats", "all"), metric="conger"
    ),
    "100 judges in pairs": agree(
        crossed(3, [f"j{n}" for n in range(100)], ("1", "2")), "agree.too_many_judges", "4950",
        options=(*LONG, "--pairs"), metric="cohen",
    ),
    "pairwise: empty file": pairwise("", "a.csv", "input.empty"),
    "pairwise: header only": pairwise("item,judge,one,two\n", "a.csv:1", "input.no_rows"),
    "pairwise: missing column": pairwise(GOOD_PAIRS, "'winer'", options=("--item", "item", "--first", "winer")),
    "pairwise: no form": pairwise(GOOD_PAIRS, "pairwise.form", "--preference", options=("--item", "item")),
    "pairwise: two forms": pairwise(
        GOOD_PAIRS, "pairwise.form", options=("--item", "item", "--first", "one", "--preference", "two")
    ),
    "pairwise: unknown rule": pairwise(GOOD_PAIRS, "ties", "'tie'", options=(*PAIR, "--empty", "ties")),
    "pairwise: three sides": pairwise(GOOD_PAIRS + "i9,x,C,A,A\n", "pairwise.sides", "'C'", "--sides"),
    "pairwise: a winner beside the sides": pairwise(
        GOOD_PAIRS + "i9,x,C,A,A\n", "pairwise.sides", "'C'", options=(*PAIR, "--sides", "A,B")
    ),
    "pairwise: one side": pairwise("item,judge,one,two\n1,x,A,A\n2,x,A,A\n", "pairwise.sides", "--sides"),
    "pairwise: row without an item": pairwise(GOOD_PAIRS + ",x,A,A,A\n", "input.missing_id", "'item'"),
    "pairwise: row without a judge": pairwise(GOOD_PAIRS + "i1,,A,A,A\n", "input.missing_id", "'judge'"),
    "pairwise: words for preferences": pairwise(
        GOOD_PAIRS, "input.not_a_number", "'one'", options=("--item", "item", "--preference", "one")
    ),
    "pairwise: preferences from -1": pairwise(
        "item,p\n1,-1\n2,1\n", "pairwise.preference", "-1", options=("--item", "item", "--preference", "p")
    ),
    "pairwise: preferences on both scales": pairwise(
        "item,p\n1,0.2\n2,1.8\n", "pairwise.preference", options=("--item", "item", "--preference", "p")
    ),
    "pairwise: all preferences 1": pairwise(
        "item,p\n1,1\n2,1\n", "pairwise.preference", "always", options=("--item", "item", "--preference", "p")
    ),
    "pairwise: one length": pairwise(
        "item,p,n\n1,1,3\n2,0,4\n", "--baseline-length",
        options=("--item", "item", "--preference", "p", "--length", "n"),
    ),
    "pairwise: a winner who did not play": pairwise(GOOD_GAMES + "i9,a,b,c\n", "'c'", "'a', 'b'", options=GAMES),
    "pairwise: half a game": pairwise(GOOD_GAMES + "i9,a,,a\n", "'right'", "Row 37", options=GAMES),
    "pairwise: winner alone": pairwise(
        GOOD_GAMES, "--left", "--right", options=("--item", "item", "--winner", "winner")
    ),
}  # fmt: skip
"""Exit code 3, and a message with the code or the value, and the remedy."""

ACCEPTED = {
    "good": agree(GOOD),
    "good, with replicates": agree(GOOD, options=(*LONG, "--replicates", "200")),
    "good numbers": agree(GOOD, metric=NUMBERED, options=(*LONG, "--scale", "interval")),
    "one judge": agree(crossed(20, ("ann",), ("1", "2")), "one_judge"),
    "one judge's numbers": agree(crossed(20, ("ann",), ("1", "2")), "one_judge", metric=NUMBERED),
    "one item": agree(crossed(1, ("ann", "bob", "cem"), ("1", "2")), "one_item"),
    "one item's numbers": agree(crossed(1, ("ann", "bob"), ("1", "2")), "not_complete", metric=NUMBERED),
    "two items": agree("item,judge,label\n1,a,x\n1,b,y\n2,a,x\n2,b,x\n", "too_few_items"),
    "no overlap": agree(votes([(f"i{n}", f"j{n}", n % 2) for n in range(30)]), "no_overlap"),
    "all equal": agree(votes([(f"i{n // 3}", f"j{n % 3}", "same") for n in range(90)]), "single_label"),
    "all equal numbers": agree(
        votes([(f"i{n // 3}", f"j{n % 3}", 4) for n in range(90)]), "all_equal", metric=NUMBERED
    ),
    "all agree on two classes": agree(votes([(f"i{n // 3}", f"j{n % 3}", n // 3 % 2) for n in range(90)])),
    "all agree, with replicates": agree(
        votes([(f"i{n // 3}", f"j{n % 3}", n // 3 % 2) for n in range(90)]), options=(*LONG, "--replicates", "200")
    ),
    "all agree on numbers": agree(votes([(f"i{n // 3}", f"j{n % 3}", n // 3) for n in range(90)]), metric=NUMBERED),
    "one disagrees throughout": agree(votes([(f"i{n // 2}", f"j{n % 2}", n % 2) for n in range(60)])),
    "rare answers": agree(
        votes([(f"i{n // 2}", f"j{n % 2}", int(n in (3, 8, 9))) for n in range(80)]), "few_varied_items"
    ),
    "blanks and CJK in ids": agree(
        crossed(30, ("  安 娜 ", "鮑勃 b", "c d"), ("好", "很 好", "سيئ")), options=(*LONG, "--pairs")
    ),
    "markup and terminal commands in ids": agree(
        crossed(30, ("[red]x[/red]", "\x1b[31my", "=1+1"), ("a", "b")), options=(*LONG, "--pairs"), metric="alpha,cohen"
    ),
    "contradictory repeats": agree(
        GOOD + "i1,ann,3\ni1,ann,2\n", "2 repeated answers of a judge left out", "against it"
    ),
    "rows without an answer": agree(GOOD + "i1,dan,\n", "1 judgment without an answer left out"),
    "cohen of three": agree(GOOD, "not_two_judges", metric="cohen,scott"),
    "cohen of three in pairs": agree(GOOD, metric="cohen,scott", options=(*LONG, "--pairs")),
    "slices of all sizes": agree(
        votes([(f"i{n // 3}", f"j{n % 3}", n % 7 % 2, "q" + str(int((n // 3) ** 0.5))) for n in range(150)],
              "item,judge,label,question"),
        options=(*LONG, "--by", "question"),
    ),
    "wide": agree("ann,bob\n" + "a,a\nb,b\nb,a\n,b\n" * 10, metric="alpha,cohen", options=("--judges", "ann,bob")),
    "wide, one judge": agree("ann,bob\na,a\nb,b\n", "one_judge", metric="alpha", options=("--judges", "ann")),
    "500 classes": agree(
        votes([(f"i{n // 2}", "ab"[n % 2], f"c{(n // 2 + n % 2 * (n % 3)) % 500}") for n in range(2_000)]),
        metric="alpha,ac1,cohen",
    ),
    "pairwise: good": pairwise(GOOD_PAIRS),
    "pairwise: with the better side": pairwise(GOOD_PAIRS, options=(*PAIR, "--reference", "label")),
    "pairwise: one order": pairwise(GOOD_PAIRS, options=("--item", "item", "--first", "one")),
    "pairwise: unread, ties and repetitions": pairwise(
        GOOD_PAIRS + "i1,x,,A,A\ni2,x,tie,B,A\ni3,x,,,\n", options=(*PAIR, "--reference", "label")
    ),
    "pairwise: unread as ties": pairwise(GOOD_PAIRS + "i1,x,,A,A\n", options=(*PAIR, "--empty", "tie")),
    "pairwise: unread as the second": pairwise(GOOD_PAIRS + "i1,x,,A,A\n", options=(*PAIR, "--empty", "second")),
    "pairwise: one pair": pairwise("item,judge,one,two\n1,x,A,B\n", "too_few_items"),
    "pairwise: one pair, many judges": pairwise(
        votes([(1, f"j{n}", "AB"[n % 2], "A") for n in range(20)], "item,judge,one,two"), "one_cluster"
    ),
    "pairwise: nothing could be read": pairwise(
        "item,judge,one,two\n1,x,,\n2,x,,\n3,x,,\n", "no_items", options=(*PAIR, "--sides", "A,B")
    ),
    "pairwise: no better side is known": pairwise(
        votes([(f"i{n}", "x", "AB"[n % 2], "A", "") for n in range(9)], "item,judge,one,two,label"), "no_items",
        options=(*PAIR, "--reference", "label"),
    ),
    "pairwise: always the first": pairwise(votes([(n, "x", "A", "B") for n in range(20)], "item,judge,one,two")),
    "pairwise: always the same": pairwise(
        votes([(n, "x", "A", "A") for n in range(20)], "item,judge,one,two"), "single_label",
        options=(*PAIR, "--sides", "A,B"),
    ),
    "pairwise: CJK": pairwise(GOOD_PAIRS.replace("A", "甲 一").replace("B", "乙"), options=PAIR),
    "pairwise: preferences": pairwise(
        votes([(n, 1 + n % 5 / 4, 10 + n % 7, 12 + n % 3) for n in range(40)], "item,p,n,m"),
        options=("--item", "item", "--preference", "p", "--length", "n", "--baseline-length", "m"),
    ),
    "pairwise: one preference": pairwise(
        "item,p\n1,0.5\n", "too_few_items", options=("--item", "item", "--preference", "p")
    ),
    "pairwise: lengths that do not vary": pairwise(
        votes([(n, n % 2, 5, 5) for n in range(20)], "item,p,n,m"), "no_variation",
        options=("--item", "item", "--preference", "p", "--length", "n", "--baseline-length", "m"),
    ),
    "pairwise: strengths": pairwise(GOOD_GAMES, options=GAMES),
    "pairwise: one never lost": pairwise(
        votes([(n, "a", "b", "a") for n in range(20)], "item,left,right,winner"),
        "never_lost_or_never_met", "never lost", options=GAMES,
    ),
    "pairwise: two islands": pairwise(
        votes(
            [(n, "ac"[n % 2], "bd"[n % 2], "abcd"[n % 4 // 2 + n % 2 * 2]) for n in range(40)],
            "item,left,right,winner",
        ),
        "never_lost_or_never_met", options=GAMES,
    ),
    "pairwise: strengths of few items": pairwise(
        "item,left,right,winner\n1,a,b,a\n1,b,a,b\n2,a,b,b\n", "too_few_items", options=GAMES
    ),
    "pairwise: no game could be read": pairwise(
        "item,left,right,winner\n1,a,b,\n2,a,b,\n", "never_lost_or_never_met", options=GAMES
    ),
    "pairwise: a system against itself": pairwise(GOOD_GAMES + "i9,a,a,a\n", options=GAMES),
}  # fmt: skip
"""Exit code 0; what has no interval has a reason, and what was left out is told."""
