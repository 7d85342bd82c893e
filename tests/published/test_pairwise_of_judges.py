"""``assay pairwise`` gives the published figures of LLMBar and AlpacaEval (data in ../shared; not copied here)."""

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parents[3] / "shared" / "data" / "judges"
pytestmark = [
    pytest.mark.shared,
    pytest.mark.skipif(not FOLDER.is_dir(), reason="the shared folder is not beside the checkout"),
]

LLMBAR = ("--item", "item", "--judge", "dataset,judge,strategy", "--first", "winner_order1",
          "--second", "winner_order2", "--reference", "label")  # fmt: skip
SHARES = {
    "acc_order1": "accuracy_order1",
    "acc_order2": "accuracy_order2",
    "acc_avg": "accuracy",
    "acc_both": "both_right",
    "agree_orders": "consistency",
}


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def told(said: Any, *columns: str) -> dict[tuple[str, ...], dict[str, dict[str, Any]]]:
    """Estimates by the values of the slice, then by metric."""
    assert said.code == 0, said.err
    found: dict[tuple[str, ...], dict[str, dict[str, Any]]] = {}
    for each in said.json()["estimates"]:
        key = tuple(each["slice"][column] for column in columns) if each["slice"] else ()
        found.setdefault(key, {})[each["metric"]] = each
    return found


def test_every_column_of_llmbar(assay: Callable[..., Any]) -> None:
    who = ("dataset", "judge", "strategy")
    reported = told(assay("pairwise", FOLDER / "llmbar_votes.csv", *LLMBAR, "--empty", "report", "--json"), *who)
    second = told(assay("pairwise", FOLDER / "llmbar_votes.csv", *LLMBAR, "--empty", "second", "--json"), *who)
    published = rows("llmbar_published.csv")
    assert len(published) == len(reported) - 1 == 54
    for row in published:
        key = tuple(row[name] for name in who)
        ours = reported[key]
        assert ours["accuracy"]["n"] == int(row["n"])
        for theirs, name in SHARES.items():
            assert 100 * ours[name]["value"] == pytest.approx(float(row[theirs]), abs=1e-9), (key, name)
        # in the published kappa an unread verdict counts as "2"
        assert second[key]["order_kappa"]["value"] == pytest.approx(float(row["kappa_orders"]), abs=1e-12), key


def test_the_rule_for_unread_verdicts_changes_what_it_says_it_changes(assay: Callable[..., Any]) -> None:
    """PaLM2 with Metrics_Reference did not always give a verdict that could be read."""
    key = ("CaseStudy/Normal", "PaLM2", "Metrics_Reference")
    empty = [row for row in rows("llmbar_votes.csv") if (row["dataset"], row["judge"], row["strategy"]) == key]
    unread = sum((row["winner_order1"] == "") + (row["winner_order2"] == "") for row in empty) / (2 * len(empty))
    by_rule = {
        rule: told(
            assay("pairwise", FOLDER / "llmbar_votes.csv", *LLMBAR, "--empty", rule, "--json"),
            "dataset", "judge", "strategy",
        )[key]
        for rule in ("report", "tie", "second")
    }  # fmt: skip
    assert unread > 0
    assert {found["unread"]["value"] for found in by_rule.values()} == {unread}
    report, tie = by_rule["report"]["accuracy"]["value"], by_rule["tie"]["accuracy"]["value"]
    assert tie - report == pytest.approx(unread / 2)


def test_win_rates_of_alpaca_to_all_digits(assay: Callable[..., Any]) -> None:
    """All but the length-controlled columns, which need a term that is not in the data."""
    said = assay("pairwise", FOLDER / "alpaca_preferences.csv", "--item", "item", "--system", "model",
                 "--preference", "preference", "--length", "len_model", "--baseline-length", "len_base",
                 "--json")  # fmt: skip
    found = told(said, "model")
    for row in rows("alpaca_published.csv"):
        ours = found[(row["model"],)]
        card = {metric: dict(each["method"]["options"]) for metric, each in ours.items()}
        assert ours["win_rate"]["n"] == int(row["n_total"])
        assert 100 * ours["win_rate"]["value"] == pytest.approx(float(row["win_rate"]), rel=1e-14)
        assert 100 * float(card["win_rate"]["standard error"]) == pytest.approx(float(row["standard_error"]), rel=1e-14)
        assert 100 * ours["discrete_win_rate"]["value"] == pytest.approx(float(row["discrete_win_rate"]), rel=1e-14)
        counts = tuple(int(ours[name]["value"]) for name in ("wins", "losses", "draws"))
        assert counts == (int(row["n_wins"]), int(row["n_wins_base"]), int(row["n_draws"]))
        mean = float(card["win_rate_equal_length"]["mean length of the candidate"])
        assert int(mean) == int(row["avg_length"])  # rounded down
