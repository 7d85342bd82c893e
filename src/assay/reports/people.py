"""People who may sign in and links that work, as a JSON document and on the terminal."""

from collections.abc import Sequence
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text

from assay.reports.terminal import plain_table
from assay.reports.words import moment


def people_json(people: Sequence[Any], links: Sequence[Any]) -> dict[str, Any]:
    """``{"people": [...], "links": [...]}``; a link is told without its token, which nobody knows any more."""
    return {
        "people": [
            {
                "name": each.account.name,
                "judge": each.account.judge,
                "state": each.account.state.value,
                "roles": [str(grant) for grant in each.grants],
                "since": each.account.made_at,
            }
            for each in people
        ],
        "links": [
            {
                "kind": each.kind.value,
                "roles": _roles(each),
                "for": each.mail,
                "by": each.made_by,
                "until": each.ends_at,
            }
            for each in links
        ],
    }


def people_table(people: Sequence[Any], links: Sequence[Any]) -> RenderableType:
    """A table of people, and one of links where there are any."""
    if not people and not links:
        return Text("Nobody may sign in yet. Invite somebody: assay people invite labeler")
    everybody = plain_table(("Name", "Ledger", "State", "Roles", "Since (UTC)"), map(_person_row, people))
    if not links:
        return everybody
    return Group(everybody, plain_table(("Link", "Roles", "For", "Made by", "Until (UTC)"), map(_link_row, links)))


def _person_row(each: Any) -> tuple[str, ...]:
    account = each.account
    roles = ", ".join(map(str, each.grants)) or "none"
    return account.name, account.judge, account.state.value, roles, moment(account.made_at)


def _link_row(link: Any) -> tuple[str, ...]:
    return link.kind.value, ", ".join(_roles(link)) or "as before", link.mail or "", link.made_by, moment(link.ends_at)


def _roles(link: Any) -> list[str]:
    return [role if scope == "*" else f"{role}:{scope}" for role, scope in link.grants]
