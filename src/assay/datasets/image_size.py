"""Width and height of an image as a browser shows it, read from the beginning of its file."""

from collections.abc import Callable, Mapping
from typing import BinaryIO

from assay.core.media import MediaKind

HEAD_BYTES = 64
MOST_SEGMENTS = 1_000
LYING = frozenset({5, 6, 7, 8})
"""Orientations of a photograph (EXIF) that turn it by a quarter."""


def image_size(file: BinaryIO, kind: MediaKind) -> tuple[int, int] | None:
    """Width and height in pixels; None where the file does not tell them."""
    file.seek(0)
    if kind is MediaKind.JPEG:
        return _jpeg(file)
    head = file.read(HEAD_BYTES)
    size = _SIZES[kind](head) if len(head) >= 30 else None
    return size if size is not None and min(size) > 0 else None


def _png(head: bytes) -> tuple[int, int] | None:
    return (_big(head[16:20]), _big(head[20:24])) if head[12:16] == b"IHDR" else None


def _gif(head: bytes) -> tuple[int, int]:
    return _little(head[6:8]), _little(head[8:10])


def _webp(head: bytes) -> tuple[int, int] | None:
    match head[12:16]:
        case b"VP8 ":
            return _little(head[26:28]) & 0x3FFF, _little(head[28:30]) & 0x3FFF
        case b"VP8L":
            bits = _little(head[21:25])
            return (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        case b"VP8X":
            return _little(head[24:27]) + 1, _little(head[27:30]) + 1
        case _:
            return None


def _jpeg(file: BinaryIO) -> tuple[int, int] | None:
    """Segments are walked up to the frame; the orientation stands in one before it."""
    file.seek(2)
    is_lying = False
    for _ in range(MOST_SEGMENTS):
        mark = file.read(4)
        if len(mark) < 4 or mark[0] != 0xFF:
            return None
        kind, length = mark[1], _big(mark[2:4])
        if 0xC0 <= kind <= 0xCF and kind not in (0xC4, 0xC8, 0xCC):
            frame = file.read(5)
            height, width = _big(frame[1:3]), _big(frame[3:5])
            size = (height, width) if is_lying else (width, height)
            return size if len(frame) == 5 and min(size) > 0 else None
        body = file.read(max(0, length - 2))
        if kind == 0xE1 and body[:6] == b"Exif\0\0":
            is_lying = _orientation(body[6:]) in LYING
    return None


def _orientation(tiff: bytes) -> int:
    """The EXIF orientation, 1 to 8; 0 where it is not told."""
    read = {b"II": _little, b"MM": _big}.get(tiff[:2])
    if read is None:
        return 0
    start = read(tiff[4:8])
    for number in range(min(read(tiff[start : start + 2]), 100)):
        entry = tiff[start + 2 + 12 * number :][:12]
        if read(entry[:2]) == 0x0112:
            return read(entry[8:10])
    return 0


def _big(data: bytes) -> int:
    return int.from_bytes(data, "big")


def _little(data: bytes) -> int:
    return int.from_bytes(data, "little")


_SIZES: Mapping[MediaKind, Callable[[bytes], tuple[int, int] | None]] = {
    MediaKind.PNG: _png,
    MediaKind.GIF: _gif,
    MediaKind.WEBP: _webp,
}
