"""What several pages show of an item: its texts and the rules beside it, each made harmless."""

from urllib.parse import quote

from fastapi import Request
from markupsafe import Markup

from assay.labeling.conversation import turns_of
from assay.labeling.guideline import Guideline
from assay.labeling.open_queue import OpenQueue
from assay.labeling.showing import PLAYED, Kind, Part
from assay.labeling.table import table_of
from assay.labeling.trace import steps_of
from assay.web.markdown import MOST_MARKDOWN, MOST_SHOWN, item_html, sections_of
from assay.workflows.work import open_queue


def queue_opened(request: Request, queue: str) -> OpenQueue:
    """What a queue shows, read once in a process for everybody who looks at answers of others."""
    state = request.app.state
    if not hasattr(state, "looked_at"):
        state.looked_at = {}
    if queue not in state.looked_at:
        state.looked_at[queue] = open_queue(state.workspace, queue)
    opened: OpenQueue = state.looked_at[queue]
    return opened


def parts_shown(opened: OpenQueue, item: str) -> list[tuple[Part, Markup | None]]:
    """Each text of an item with its markup; None for what is shown as it is written.

    Of an item that may disturb there is a link alone, to the page that notes who looks.
    """
    opened.guideline()  # so that what was said of the queue meanwhile is known
    if opened.exposure is None:
        return parts_in_full(opened, item)
    link = Markup('<p><strong>{}</strong> <a href="{}">{}</a></p>')
    told = link.format("This item may disturb.", _address(opened, item), "Show the item")
    return [(Part("", ""), told)]


def parts_in_full(opened: OpenQueue, item: str) -> list[tuple[Part, Markup | None]]:
    """As `parts_shown`, for a page that notes who looks at items that may disturb."""
    return [
        (part, _medium(part, _address(opened, item, number)) if part.kind in PLAYED else markup_of(part))
        for number, part in enumerate(opened.parts(item))
    ]


def rules_shown(guideline: Guideline | None) -> list[tuple[str | None, str | None, Markup]]:
    """Number, title and markup of each section of a guideline."""
    sections = [] if guideline is None else sections_of(guideline)
    return [(each.number, each.title, Markup(each.html)) for each in sections]  # noqa: S704 - made harmless there


def markup_of(part: Part) -> Markup | None:
    """What an item shows beyond plain text, made harmless; None for what is shown as it is written."""
    if len(part.text) > (MOST_MARKDOWN if part.kind is Kind.MARKDOWN else MOST_SHOWN):
        return None
    match part.kind:
        case Kind.MARKDOWN:
            return Markup(item_html(part.text))  # noqa: S704 - made harmless there
        case Kind.CONVERSATION:
            return _conversation(part.text)
        case Kind.TRACE:
            return _trace(part.text)
        case Kind.TABLE:
            return _table(part.text)
        case Kind.TEXT | Kind.IMAGE | Kind.AUDIO | Kind.VIDEO:
            return None


def _address(opened: OpenQueue, item: str, number: int | None = None) -> str:
    """The page of an item, or the bytes of one of its media."""
    media = "" if number is None else f"/media/{number}"
    return f"/items/{quote(opened.plan.name, safe='')}{media}?id={quote(item, safe='')}"


def _medium(part: Part, address: str) -> Markup:
    if part.kind is Kind.IMAGE:
        return Markup('<img class="medium" alt="{}" src="{}">').format(part.name, address)
    player = Markup('<{} class="medium" controls preload="metadata" aria-label="{}" src="{}"></{}>')
    return player.format(part.kind.value, part.name, address, part.kind.value)


def _conversation(text: str) -> Markup:
    turn = Markup('<li><p class="small quiet"><bdi>{}</bdi></p><div class="plain" dir="auto">{}</div></li>')
    turns = (turn.format(each.role, each.content) for each in turns_of(text))
    return Markup("<ol>{}</ol>").format(Markup("").join(turns))


def _trace(text: str) -> Markup:
    step = Markup("<details><summary>{} <bdi>{}</bdi></summary>{}{}</details>")
    return Markup("").join(
        step.format(n, each.name, _told("In", each.input), _told("Out", each.output))
        for n, each in enumerate(steps_of(text), start=1)
    )


def _told(name: str, text: str) -> Markup:
    told = Markup('<p class="small quiet">{}</p><div class="plain" dir="auto">{}</div>')
    return told.format(name, text) if text else Markup("")


def _table(text: str) -> Markup:
    table = table_of(text)
    if table is None:
        return Markup("")
    row = Markup("<tr>{}</tr>")
    head = (Markup('<th scope="col" dir="auto">{}</th>').format(name) for name in table.columns)
    cells = (Markup("").join(Markup('<td dir="auto">{}</td>').format(cell) for cell in each) for each in table.rows)
    made = Markup('<div class="scroll" tabindex="0" role="region" aria-label="{}"><table>{}{}</table></div>')
    body = Markup("").join(row.format(each) for each in cells)
    columns = row.format(Markup("").join(head))
    return made.format("Table", Markup("<thead>{}</thead>").format(columns), Markup("<tbody>{}</tbody>").format(body))
