"""A scorer is a judge whose version holds its edition: what an older one said is kept, and not taken for its own."""

import pytest

from assay.core.plan import Scoring
from assay.workflows.evaluate import output_sets


def test_another_edition_of_the_scorers_is_another_version_of_the_judge(monkeypatch: pytest.MonkeyPatch) -> None:
    scoring = Scoring(scorer="numeric", target="right")
    now = output_sets.scorer_judge(scoring, "v1")
    assert output_sets.scorer_judge(scoring, "v1") == now
    monkeypatch.setattr(output_sets, "EDITION", output_sets.EDITION + 1)
    later = output_sets.scorer_judge(scoring, "v1")
    assert (later.id, later.version != now.version) == (now.id, True)
