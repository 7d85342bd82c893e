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


def kind_of(head: bytes) -> MediaKind | None:
    """The format that the first bytes of a file tell (64 of them are enough); None for all that is not shown."""
    for begins, kind in _SIGNS:
        if head.startswith(begins):
            return kind
    if head[:4] == b"RIFF":
        return {b"WEBP": MediaKind.WEBP, b"WAVE": MediaKind.WAV}.get(head[8:12])
    if head[4:8] == b"ftyp":
        return MediaKind.M4A if head[8:12] == b"M4A " else MediaKind.MP4 if head[8:12] in _FILMS else None
    if head[:4] == b"\x1a\x45\xdf\xa3":
        return MediaKind.WEBM if b"webm" in head[:64] else None
    is_frame = len(head) > 1 and head[0] == 0xFF and head[1] & 0xE0 == 0xE0 and head[1] & 0x06 != 0
    return MediaKind.MP3 if is_frame else None


_SIGNS = (
    (b"\x89PNG\r\n\x1a\n", MediaKind.PNG),
    (b"\xff\xd8\xff", MediaKind.JPEG),
    (b"GIF87a", MediaKind.GIF),
    (b"GIF89a", MediaKind.GIF),
    (b"OggS", MediaKind.OGG),
    (b"ID3", MediaKind.MP3),
)
_FILMS = frozenset({b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"dash", b"M4V ", b"MSNV"})
