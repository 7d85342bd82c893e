"""Markdown made harmless: no markup of its own, nothing that loads, acts or leads away from an item."""

from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import nh3
from markdown_it import MarkdownIt

from assay.labeling.guideline import Guideline

TAGS = frozenset(
    {
        *("p", "br", "hr", "strong", "em", "s", "code", "pre", "blockquote", "span"),
        *("ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6"),
        *("table", "thead", "tbody", "tr", "th", "td"),
    }
)
SCHEMES = frozenset({"http", "https", "mailto"})
MOST_MARKDOWN = 20_000
"""A longer text is shown as it is written: reading hostile Markdown takes time that grows with its square."""
MOST_SHOWN = 50_000
"""Characters of a text that come with an item; a longer one is shown as it is written, or when it is asked for."""


class Section(NamedTuple):
    """A rule of a guideline, its decision tree, or the words between them."""

    number: str | None
    """Number of the rule; None for the tree and between rules."""
    title: str | None
    """Title of the rule or of the tree; None between them."""
    html: str
    """What stands under it."""


@lru_cache(maxsize=256)
def item_html(text: str) -> str:
    """Markdown of an item. A link shows its address and leads nowhere: an item may be written by anybody."""
    return nh3.clean(_reader().render(text), tags=set(TAGS), attributes={}, link_rel=None)


def guideline_html(text: str) -> str:
    """Markdown of a guideline, which somebody approved: its links work, in a window of their own."""
    attributes = {"a": {"href", "title", "target"}}
    made = _reader(links=True).render(text)
    allowed = {*TAGS, "a"}
    return nh3.clean(
        made, tags=allowed, attributes=attributes, url_schemes=set(SCHEMES), link_rel="noopener noreferrer"
    )


def sections_of(guideline: Guideline) -> tuple[Section, ...]:
    """The guideline in its order: each rule, the decision tree, and the words that belong to none of them."""
    lines, found, at = guideline.text.split("\n"), [], 0
    for first, last, section in sorted([*_rules(guideline), *_tree(guideline, lines)], key=lambda each: each[0]):
        found += [_prose(lines[at : first - 1]), section]
        at = last
    found.append(_prose(lines[at:]))
    return tuple(each for each in found if each.html or each.title)


def _rules(guideline: Guideline) -> list[tuple[int, int, Section]]:
    rules = guideline.rules
    return [(each.line, each.last, Section(each.number, each.title, guideline_html(each.text))) for each in rules]


def _tree(guideline: Guideline, lines: list[str]) -> list[tuple[int, int, Section]]:
    """The tree; one that stands in a rule is shown there."""
    tree = guideline.tree
    if tree is None or any(rule.line <= tree.line <= rule.last for rule in guideline.rules):
        return []
    html = guideline_html("\n".join(lines[tree.line : tree.last]))
    return [(tree.line, tree.last, Section(None, tree.title, html))]


def _prose(lines: list[str]) -> Section:
    return Section(None, None, guideline_html("\n".join(lines)).strip())


@cache
def _reader(*, links: bool = False) -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "linkify": False}).enable(["table", "strikethrough"])
    reader.disable("image")
    reader.core.ruler.push("below_the_page", partial(_lower_headings, by=2 if links else 3))
    reader.add_render_rule("link_open", _open_away if links else _nothing)
    if not links:
        reader.add_render_rule("link_close", _address)
    return reader


def _lower_headings(state: Any, *, by: int) -> None:
    """The page has headings of its own above them: a rule is one of the third level, and so is a part of an item."""
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(int(token.tag[1:]) + by, 6)}"


def _nothing(_self: Any, _tokens: Any, _place: int, _options: Any, _env: Any) -> str:
    return ""


def _open_away(self: Any, tokens: Any, place: int, options: Any, env: Any) -> str:
    tokens[place].attrSet("target", "_blank")
    return str(self.renderToken(tokens, place, options, env))


def _address(_self: Any, tokens: Any, place: int, _options: Any, _env: Any) -> str:
    """The address behind the words of a link, as text; not twice where they are the same."""
    depth, begin = 1, place - 1
    while begin >= 0 and depth:
        depth += {"link_close": 1, "link_open": -1}.get(tokens[begin].type, 0)
        begin -= 1
    href = str(tokens[begin + 1].attrGet("href") or "")
    said = "".join(token.content for token in tokens[begin + 2 : place])
    return "" if said == href else f" ⟨{_escaped(href)}⟩"


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
