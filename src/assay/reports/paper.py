"""A short report as one HTML file: no script, no server, to be read on a phone and printed on A4."""

from typing import Any

from markupsafe import Markup

from assay.core.version import version
from assay.reports.templating import digest, packaged_style, render


def paper(template: str, **values: Any) -> str:
    """A template that extends ``paper.html.j2``, with the stylesheet of all reports and the policy that allows it."""
    style = packaged_style("report.css", "curve.css", "paper.css")
    policy = f"default-src 'none'; style-src '{digest(style)}'; img-src data:; base-uri 'none'; form-action 'none'"
    shell = {"style": Markup(style), "policy": Markup(policy), "version": version()}  # noqa: S704 - our own file
    return str(render(template, **shell, **values))
