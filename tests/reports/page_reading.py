"""Reading a page as a person or a checker would: visible text, elements in order."""

from html.parser import HTMLParser
from typing import NamedTuple

VOID = frozenset({"meta", "link", "br", "input", "img", "line", "circle", "rect", "polygon", "polyline"})
SILENT = frozenset({"style", "script", "head"})


class Element(NamedTuple):
    """An element as it opened."""

    tag: str
    attributes: dict[str, str | None]


class Page(HTMLParser):
    """Elements in order, and the text that is not style or script."""

    def __init__(self, html: str) -> None:
        super().__init__(convert_charrefs=True)
        self.elements: list[Element] = []
        self.text: list[str] = []
        self.inner: dict[str, list[str]] = {}
        self.problems: list[str] = []
        self._open: list[str] = []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append(Element(tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        if not self._open or self._open.pop() != tag:
            self.problems.append(f"</{tag}> closes nothing")

    def handle_data(self, data: str) -> None:
        if self._open:
            self.inner.setdefault(self._open[-1], []).append(data)
        if not SILENT & set(self._open):
            self.text.append(data)

    def of(self, tag: str) -> list[Element]:
        """Elements of one tag."""
        return [element for element in self.elements if element.tag == tag]

    @property
    def visible(self) -> str:
        """Visible text with blanks folded."""
        return " ".join(" ".join(self.text).split(" ")).replace("\n", " ")
