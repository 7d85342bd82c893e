"""Files that a command writes: whole or not at all."""

import os
import tempfile
from pathlib import Path

from assay.core.errors import InputError
from assay.core.evidence import Evidence
from assay.core.verdict import Decision


def write_whole(path: Path, content: str | bytes) -> None:
    """Write beside the target and rename, so that nobody reads half a file.

    Raises
    ------
    InputError
        ``output.cannot_write`` when the folder is absent or not writable.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        handle, beside = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        os.chmod(beside, 0o644)
        os.replace(beside, path)
    except OSError as error:
        raise InputError(
            "output.cannot_write",
            f"{path} cannot be written: {error.strerror}.",
            "Name a folder that exists.",
            file=str(path),
        ) from error


def write_renderings(
    evidence: Evidence,
    decision: Decision | None,
    *,
    html: Path | None = None,
    markdown: Path | None = None,
    junit: Path | None = None,
) -> None:
    """Write the renderings that were asked for."""
    if html:
        from assay.reports.html import render_report

        write_whole(html, render_report(evidence, decision=decision))
    if markdown:
        from assay.reports.markdown import markdown_summary

        write_whole(markdown, markdown_summary(evidence, decision=decision))
    if junit:
        from assay.reports.junit import junit_xml

        write_whole(junit, junit_xml(evidence))
