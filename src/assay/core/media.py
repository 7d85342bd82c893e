"""Media: what a dataset keeps of an image, a sound or a film, whose bytes are in the blob store."""

import re
from enum import StrEnum
from typing import NamedTuple


class MediaKind(StrEnum):
    """The formats that are shown. Markup that could act (SVG, HTML) is none of them."""

    PNG = "png"
    JPEG = "jpeg"
    GIF = "gif"
    WEBP = "webp"
    MP3 = "mp3"
    WAV = "wav"
    OGG = "ogg"
    M4A = "m4a"
    MP4 = "mp4"
    WEBM = "webm"


TYPES = {
    MediaKind.PNG: "image/png",
    MediaKind.JPEG: "image/jpeg",
    MediaKind.GIF: "image/gif",
    MediaKind.WEBP: "image/webp",
    MediaKind.MP3: "audio/mpeg",
    MediaKind.WAV: "audio/wav",
    MediaKind.OGG: "audio/ogg",
    MediaKind.M4A: "audio/mp4",
    MediaKind.MP4: "video/mp4",
    MediaKind.WEBM: "video/webm",
}
"""The Content-Type under which each is sent."""
_WRITTEN = re.compile(r"media:([a-z0-9]{3,4}):([0-9a-f]{64})(?::([1-9][0-9]{0,5})x([1-9][0-9]{0,5}))?")


class Media(NamedTuple):
    """One file of a media column, as its cell tells it."""

    kind: MediaKind
    """Its format."""
    sha256: str
    """Of its bytes; also its name in the blob store."""
    width: int = 0
    """Pixels of an image as it is shown; 0 for sounds and films."""
    height: int = 0
    """Pixels of an image as it is shown; 0 for sounds and films."""

    @property
    def plays(self) -> str:
        """``image``, ``audio`` or ``video``."""
        return TYPES[self.kind].partition("/")[0]

    def text(self) -> str:
        """As a cell has it: ``media:png:<sha256>:640x480``."""
        size = f":{self.width}x{self.height}" if self.width else ""
        return f"media:{self.kind.value}:{self.sha256}{size}"


def media_in(text: str) -> Media | None:
    """What a cell of a media column tells; None where it tells of none.

    Examples
    --------
    >>> media_in("media:png:" + "0" * 64 + ":640x480").width
    640
    """
    found = _WRITTEN.fullmatch(text)
    if found is None or found[1] not in set(MediaKind):
        return None
    return Media(MediaKind(found[1]), found[2], int(found[3] or 0), int(found[4] or 0))
