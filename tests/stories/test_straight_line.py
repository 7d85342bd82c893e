"""From an empty folder to a decision that anyone can verify."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.postgres_support import server as postgres


@pytest.fixture(params=["sqlite", "postgres"])
def database(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """Where the tables of the workspace are."""
    if request.param == "sqlite":
        yield request.param
        return
    name = postgres.make_database()
    monkeypatch.setenv("ASSAY_DATABASE_URL", postgres.address(name).render_as_string(hide_password=False))
    yield request.param
    postgres.drop_database(name)


def test_a_release_goes_from_a_file_to_a_decision_that_an_auditor_verifies(
    assay, loans_csv: Path, plan_text: str, import_options: tuple[str, ...], database: str
) -> None:
    assert assay("init", "--database", database).code == 0
    imported = assay("import", loans_csv, *import_options)
    assert imported.code == 0, imported.err
    Path("plan.yaml").write_text(plan_text)
    checked = assay("plan", "check", "plan.yaml")
    assert checked.code == 0, checked.err
    refused = assay("plan", "lock", "plan.yaml", "--by", "mina")
    assert refused.code == 3
    assert "approve" in refused.err
    assert assay("dataset", "card", "loans", "--out", "card.yaml").code == 0
    fill_card(Path("card.yaml"))
    carded = assay("dataset", "card", "loans", "--file", "card.yaml", "--by", "lead")
    assert carded.code == 0, carded.err
    assert assay("plan", "approve", "plan.yaml", "--by", "lead").code == 0
    locked = assay("plan", "lock", "plan.yaml", "--by", "mina")
    assert locked.code == 0, locked.err

    evaluated = assay("evaluate", "plan.yaml", "--json")
    evidence = evaluated.json()
    assert evaluated.code in (0, 1, 2), evaluated.err
    assert evidence["plan_state"] == "locked"
    assert {verdict["gate"] for verdict in evidence["verdicts"]} == {
        "no worse overall",
        "recall floor",
        "recall in each country",
    }
    assert evidence["looks"] == 1

    assert assay("gate", "plan.yaml").code == evaluated.code
    report = assay("report", "plan.yaml", "--out", "report.html")
    assert report.code == 0, report.err
    assert "<html" in Path("report.html").read_text()
    decided = assay("decide", "plan.yaml", "--advice", "hold", "--by", "lead", "--reason", "Finland is served worse.")
    assert decided.code == 0, decided.err

    bundled = assay("bundle", "plan.yaml", "--out", "release.assay")
    assert bundled.code == 0, bundled.err
    key = bundled.out.split("key ")[1].split()[0]
    assert assay("verify", "release.assay", "--key", key).code == 0
    assert assay("verify", "release.assay").code == 2, "intact, but by a key that nobody pinned"
    assert assay("verify").code == 0
    assert assay("replay", "release.assay").code == 0
    assert assay("replay", "plan.yaml").code == 0


def fill_card(path: Path) -> None:
    """A person fills in what only a person knows."""
    lines = path.read_text().splitlines()
    kept = [line.replace("TO FILL", "Filled in for this test") for line in lines if not line.startswith("review")]
    path.write_text("\n".join(kept) + "\n")
