"""Small images and sounds, made byte by byte."""

import io
import struct
import wave
import zlib


def png(width: int = 40, height: int = 30) -> bytes:
    """A picture whose left half is orange and whose right half is blue."""
    row = b"\0" + b"\xe6\x9f\x00" * (width // 2) + b"\x00\x72\xb2" * (width - width // 2)
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(row * height)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(name, data) for name, data in chunks)


def broken_png() -> bytes:
    """A file that says how large its picture is, and holds none."""
    return png()[:33] + b"nothing of a picture"


def wav(seconds: float = 1.0) -> bytes:
    """Silence."""
    kept = io.BytesIO()
    with wave.open(kept, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(1)
        file.setframerate(8_000)
        file.writeframes(b"\x80" * int(8_000 * seconds))
    return kept.getvalue()


def jpeg_head(width: int, height: int, *, orientation: int = 1) -> bytes:
    """The beginning of a photograph, as a camera that was turned may write it."""
    tiff = b"MM\0*\0\0\0\x08\0\x01" + struct.pack(">HHIHH", 0x0112, 3, 1, orientation, 0) + b"\0" * 4
    exif = b"Exif\0\0" + tiff
    frame = struct.pack(">BHHB", 8, height, width, 3)
    return b"\xff\xd8" + _segment(0xE1, exif) + _segment(0xC0, frame)


def _segment(kind: int, body: bytes) -> bytes:
    return b"\xff" + bytes([kind]) + struct.pack(">H", len(body) + 2) + body


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))
