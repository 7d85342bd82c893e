"""Bytes of images, sounds and films: sent under a type that we fix, in ranges where asked, and never as a page.

Who may see an item is for the route to know; a medium is asked for as a part of an item, never by its hash.
"""

from collections.abc import Sequence

from starlette.responses import FileResponse

from assay.core.errors import WorkspaceError
from assay.core.media import TYPES, Media, kind_of, media_in
from assay.labeling.showing import PLAYED, Part
from assay.store.open import Store

HEADERS = {
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "Cache-Control": "private, no-store",
    "Accept-Ranges": "bytes",
}
"""Opened by itself, the file can load nothing and run nothing."""
HEAD_BYTES = 64


def media_response(store: Store, parts: Sequence[Part], number: int) -> FileResponse:
    """The bytes of part ``number`` of an item.

    Raises
    ------
    WorkspaceError
        ``label.none_part`` when it is no medium; ``media.other_kind`` when its bytes are not what its cell tells.
    """
    medium = _medium(parts, number)
    path = store.blobs.path(medium.sha256)
    with path.open("rb") as file:
        if kind_of(file.read(HEAD_BYTES)) is not medium.kind:
            what = f"The bytes of part {number} are no {medium.kind.value}."
            raise WorkspaceError("media.other_kind", what, "Look at the file that was imported: assay verify.")
    name = f"item.{medium.kind.value}"
    return FileResponse(
        path, media_type=TYPES[medium.kind], headers=HEADERS, filename=name, content_disposition_type="inline"
    )


def _medium(parts: Sequence[Part], number: int) -> Media:
    part = parts[number] if number < len(parts) else None
    medium = media_in(part.text) if part is not None and part.kind in PLAYED else None
    if medium is None:
        what = f"Part {number} of the item is no image, sound or film."
        raise WorkspaceError("label.none_part", what, "Count the parts from 0.")
    return medium
