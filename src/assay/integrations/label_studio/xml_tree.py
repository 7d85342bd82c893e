"""XML of a labeling config as a small tree with lines; no document type, so no entities, and of bounded size.

Reference: the expansion attacks that this leaves no room for are listed in
https://docs.python.org/3/library/xml.html#xml-security
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat

from assay.core.errors import InputError

MOST_ELEMENTS, MOST_DEPTH = 20_000, 60


@dataclass(slots=True)
class Element:
    """One tag."""

    tag: str
    """Its name, in lower case."""
    attributes: Mapping[str, str]
    """As written."""
    line: int
    """Where it begins."""
    children: list["Element"] = field(default_factory=list)
    """What stands in it, in order."""

    def get(self, *names: str) -> str | None:
        """The first of these attributes that is there and not empty."""
        return next((value for name in names if (value := self.attributes.get(name))), None)

    def walk(self) -> Iterator["Element"]:
        """It and everything in it, in order of the file."""
        yield self
        for child in self.children:
            yield from child.walk()


def read_xml(text: str, file: str) -> Element:
    """The root of an XML text.

    Raises
    ------
    InputError
        ``exchange.bad_xml`` with the line: not well formed, a document type, too many or too deeply nested elements.
    """
    reader = _Reader(file)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = reader.doctype
    parser.EntityDeclHandler = reader.doctype
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    reader.parser = parser
    try:
        parser.Parse(text.encode(), True)
    except expat.ExpatError as error:
        why = expat.ErrorString(error.code)
        fix = "Copy the labeling config from the project's settings, code view."
        raise InputError("exchange.bad_xml", f"This is not XML: {why}.", fix, file=file, line=error.lineno) from None
    return reader.roots[0]


class _Reader:
    """Builds the tree while expat reads."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.roots: list[Element] = []
        self.open: list[Element] = []
        self.n = 0
        self.parser: Any = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        self.n += 1
        if self.n > MOST_ELEMENTS or len(self.open) >= MOST_DEPTH:
            what = f"The config has more than {MOST_ELEMENTS:,} tags, or nests them deeper than {MOST_DEPTH}."
            raise self._error(what, "Give a config that a person could read.")
        element = Element(tag.lower(), attributes, self.parser.CurrentLineNumber)
        (self.open[-1].children if self.open else self.roots).append(element)
        self.open.append(element)

    def end(self, tag: str) -> None:
        self.open.pop()

    def doctype(self, *_: Any) -> None:
        raise self._error("The config declares a document type or an entity.", "Leave it out: a config needs none.")

    def _error(self, what: str, fix: str) -> InputError:
        return InputError("exchange.bad_xml", what, fix, file=self.file, line=self.parser.CurrentLineNumber)
