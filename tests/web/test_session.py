"""Who stands behind a session is read once a second; what changes in this process counts at once."""

from tests.web.conftest import Site

from assay.access.tokens import Hold
from assay.store.tables.operational import ACCESS_GRANT
from assay.web.session import REMEMBERED_S, Visitors
from assay.workflows.signing_in import begin_session


class Passing:
    """Seconds that pass when they are told to."""

    def __init__(self) -> None:
        self.seconds = 100.5

    def __call__(self) -> float:
        return self.seconds


def visitors(site: Site, name: str) -> tuple[Visitors, str, Passing]:
    account, passing = site.workspace.store.accounts.named(name), Passing()
    assert account is not None
    return Visitors(site.workspace, Hold(), passing), begin_session(site.workspace, account), passing


def test_what_another_process_changes_counts_within_a_second(site: Site) -> None:
    found, token, passing = visitors(site, "labeler")
    first = found.find(token)
    assert first is not None
    assert first.roles
    with site.workspace.store.database.engine.begin() as connection:
        connection.execute(ACCESS_GRANT.delete().where(ACCESS_GRANT.c.account == first.account))
    passing.seconds += REMEMBERED_S * 0.99
    assert found.find(token) is first
    passing.seconds += REMEMBERED_S * 0.02
    later = found.find(token)
    assert later is not None
    assert not later.roles


def test_what_this_process_changes_counts_at_once(site: Site) -> None:
    found, token, _ = visitors(site, "labeler")
    first = found.find(token)
    assert first is not None
    site.workspace.store.sessions.end_every(first.account)
    assert found.find(token) is None


def test_a_session_ends_by_the_clock_however_little_time_has_passed(site: Site) -> None:
    found, token, _ = visitors(site, "labeler")
    assert found.find(token) is not None
    site.clock.pass_time(seconds=Hold().idle_s + 60)
    assert found.find(token) is None
