"""``assay people``: who may come in."""

from typing import Annotated

import typer

from assay.cli import options

app = typer.Typer(
    add_completion=False, rich_markup_mode=None, no_args_is_help=True, help="People who may sign in, and their links."
)
Name = Annotated[str, typer.Argument(help="Name of the person, or the pseudonym on the ledger.")]
Address = Annotated[str, typer.Option(envvar="ASSAY_ADDRESS", help="Address that people use, with which links begin.")]
HERE = "http://127.0.0.1:8765"


@app.command("list")
def list_(*, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Everybody who may sign in, and the links that still work.

    Example: assay people list
    """
    from assay.cli.show import show
    from assay.reports.people import people_json, people_table
    from assay.workflows.people import open_links, people
    from assay.workflows.workspace import open_workspace

    opened = open_workspace(workspace)
    everybody, links = people(opened), open_links(opened)
    show(people_json(everybody, links) if json else people_table(everybody, links))


@app.command()
def invite(
    role: Annotated[list[str], typer.Argument(help="Roles: labeler, or labeler:QUEUE for one program or dataset.")],
    *,
    mail: Annotated[str | None, typer.Option("--for", help="For whom the link is, as a note.")] = None,
    by: options.Person = "people",
    address: Address = HERE,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Make a link with which one person joins in these roles; it works once, for seven days.

    Example: assay people invite labeler reviewer:toxic-1
    """
    from assay.access.roles import parse_grant
    from assay.workflows.people import invite as invite_
    from assay.workflows.workspace import open_workspace

    grants = [parse_grant(word) for word in role]
    made = invite_(open_workspace(workspace), grants, mail=mail, actor=by)
    _say_link(made.path, made.link.ends_at, address, json=json)


@app.command()
def reset(
    name: Name,
    *,
    by: options.Person = "people",
    address: Address = HERE,
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Make a link with which somebody chooses a new password; it works once, for a day.

    Example: assay people reset lena
    """
    from assay.workflows.people import reset_link
    from assay.workflows.workspace import open_workspace

    made = reset_link(open_workspace(workspace), name, actor=by)
    _say_link(made.path, made.link.ends_at, address, json=json)


@app.command()
def lock(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Keep somebody out at once, in every browser.

    Example: assay people lock lena
    """
    from assay.workflows.people import lock as lock_
    from assay.workflows.workspace import open_workspace

    account = lock_(open_workspace(workspace), name)
    _say_state(account.name, account.state.value, json=json)


@app.command()
def unlock(name: Name, *, workspace: options.WorkspaceFolder = None, json: options.Json = False) -> None:
    """Let somebody in again.

    Example: assay people unlock lena
    """
    from assay.workflows.people import unlock as unlock_
    from assay.workflows.workspace import open_workspace

    account = unlock_(open_workspace(workspace), name)
    _say_state(account.name, account.state.value, json=json)


@app.command()
def skills(
    judge: Annotated[str | None, typer.Argument(help="Name or pseudonym; by default everybody is listed.")] = None,
    *,
    has: Annotated[str | None, typer.Option(help="Languages and skills that this person has, with commas.")] = None,
    none: Annotated[bool, typer.Option("--none", help="This person has none.")] = False,
    by: options.Person = "people",
    workspace: options.WorkspaceFolder = None,
    json: options.Json = False,
) -> None:
    """Say which languages and skills somebody has: who has the skill of a lane gets its items, in every queue.

    Example: assay people skills j4 --has zh,medical --by lena
    """
    from assay.cli.show import show
    from assay.core.errors import InputError
    from assay.labeling.lanes import APART
    from assay.reports.skills import skills_json, skills_table
    from assay.workflows.skills import people_skills, set_skills
    from assay.workflows.workspace import open_workspace

    changes = none or has is not None
    if (none and has is not None) or (changes and judge is None):
        what = "It is not clear who has which skills."
        raise InputError("skills.asked", what, "Give a name, and --has zh,medical or --none.")
    opened = open_workspace(workspace)
    if judge is not None and changes:
        set_skills(opened, judge, has.split(APART) if has is not None else (), actor=by)
    found = people_skills(opened, judge)
    show(skills_json(found) if json else skills_table(found))


def _say_link(path: str, ends_at: str, address: str, *, json: bool) -> None:
    from assay.cli.show import show
    from assay.web.serving import serving_at

    link = f"{serving_at(address).address}{path}"
    told = f"Send this link to one person; it works once, until {ends_at[:16].replace('T', ' ')} UTC:\n    {link}"
    show({"link": link, "ends_at": ends_at} if json else told)


def _say_state(name: str, state: str, *, json: bool) -> None:
    from assay.cli.show import show

    show({"name": name, "state": state} if json else f"{name} is {state}.")
