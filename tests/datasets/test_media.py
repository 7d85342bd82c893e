"""Media columns: what is taken, from where, and what is refused."""

import hashlib
from pathlib import Path

import pyarrow as pa
import pytest
from tests.labeling_support.media import broken_png, jpeg_head, png, wav

from assay.core.errors import InputError
from assay.core.item import Column, Role
from assay.core.media import kind_of, media_in
from assay.datasets.media import take_media

COLUMNS = (Column("photo", "text", Role.MEDIA),)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)"/>'


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    files = {"猫 😀.png": png(), "a.wav": wav(), "turned.jpg": jpeg_head(40, 30, orientation=6), "x.svg": SVG}
    for name, data in {**files, "fake.png": SVG, "cut.png": png()[:20], "broken.png": broken_png()}.items():
        (home / name).write_bytes(data)
    (tmp_path / "secret.png").write_bytes(png())
    (home / "link.png").symlink_to(tmp_path / "secret.png")
    return home


def taken(folder: Path, *cells: str | None) -> list[str | None]:
    table = pa.table({"photo": pa.array(cells, pa.string())})
    found: list[str | None] = take_media(table, COLUMNS, folder).table["photo"].to_pylist()
    return found


def test_a_cell_keeps_kind_hash_and_pixels_as_they_are_seen(folder: Path) -> None:
    cells = taken(folder, "猫 😀.png", None, "a.wav", "turned.jpg", "猫 😀.png")
    found = [None if cell is None else media_in(cell) for cell in cells]
    assert cells[1] is None
    assert cells[0] == cells[4] == f"media:png:{hashlib.sha256(png()).hexdigest()}:40x30"
    assert [each and (each.plays, each.width, each.height) for each in found] == [
        ("image", 40, 30),
        None,
        ("audio", 0, 0),
        ("image", 30, 40),
        ("image", 40, 30),
    ]


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("../secret.png", "media.path"),
        ("/etc/passwd", "media.path"),
        ("link.png", "media.path"),
        (".", "media.path"),
        ("a\0b", "media.path"),
        ("none.png", "media.missing"),
        ("x.svg", "media.kind"),
        ("fake.png", "media.kind"),
        ("cut.png", "media.broken"),
    ],
)
def test_what_leads_out_or_is_no_medium_is_refused(folder: Path, cell: str, code: str) -> None:
    with pytest.raises(InputError) as caught:
        taken(folder, "猫 😀.png", cell)
    assert [each.code for each in caught.value.problems] == [code]


@pytest.mark.parametrize(
    ("head", "kind"),
    [
        (b"GIF89a", "gif"),
        (b"RIFF\0\0\0\0WEBPVP8 ", "webp"),
        (b"OggS", "ogg"),
        (b"ID3\x04", "mp3"),
        (b"\xff\xfb\x90", "mp3"),
        (b"\0\0\0\x18ftypM4A ", "m4a"),
        (b"\0\0\0\x18ftypisom", "mp4"),
        (b"\x1a\x45\xdf\xa3...B\x82\x84webm", "webm"),
        (b"\0\0\0\x18ftypheic", None),
        (b"\x1a\x45\xdf\xa3...B\x82\x88matroska", None),
        (b"%PDF-1.7", None),
        (b"<!doctype html>", None),
        (b"", None),
    ],
)
def test_the_first_bytes_tell_what_a_file_is(head: bytes, kind: str | None) -> None:
    assert kind_of(head) == kind


@pytest.mark.parametrize("text", ["", "media:svg:" + "0" * 64, "media:png:abc", "media:png:" + "0" * 64 + ":0x4"])
def test_a_text_that_tells_of_no_file_is_a_text(text: str) -> None:
    assert media_in(text) is None
