"""Templates of the page: every value that a template writes is made harmless, then escaped."""

import base64
import hashlib
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from assay.core.safe_text import neutral

TEMPLATES, PALETTE = (Path(__file__).parent / each for each in ("templates", "palette"))
"""The latter holds the stylesheets that the pages of `assay serve` have too."""
LONGEST_TEXT = 2_000


def render(template: str, **values: Any) -> Markup:
    """The template with its values; the result is markup of our own.

    Raises
    ------
    jinja2.UndefinedError
        When a template asks for a value that it was not given.
    """
    return Markup(_environment().get_template(template).render(**values))  # noqa: S704 - autoescaped by Jinja


def packaged_text(name: str) -> str:
    """A file of the templates folder as it is: the stylesheet, the page's module."""
    return (TEMPLATES / name).read_text(encoding="utf-8")


def packaged_style(*names: str) -> str:
    """The tokens of look.md, then these stylesheets of the templates or the palette, as one."""
    found = (PALETTE / name if (PALETTE / name).exists() else TEMPLATES / name for name in ("tokens.css", *names))
    return "".join(each.read_text(encoding="utf-8") for each in found)


def digest(text: str) -> str:
    """How a policy names a style or a module that stands in a page."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


@cache
def _environment() -> Environment:
    return environment(TEMPLATES)


def environment(folder: Path) -> Environment:
    """Templates of a folder, under the rules of the house."""
    return Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        finalize=_harmless,
    )


def _harmless(value: Any) -> Any:
    """Plain text with unseen characters written out; markup of our own and numbers as they are."""
    if isinstance(value, str) and not isinstance(value, Markup):
        return neutral(value, most=LONGEST_TEXT)
    return value
