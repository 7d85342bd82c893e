"""The form of a bundle: a ZIP that any tool opens, whose every byte is covered by one signature.

    members in order of name, stored or deflated, all of 1980-01-01
    manifest.json      what the members are, the signed head, entries with proofs, keys
    ZIP comment        128 lower-case hexadecimal digits: the Ed25519 signature of the last key of the manifest

The signature is over the text ``assay-bundle/1 sha256:<hex>`` with the SHA-256 of all bytes of the file but the last
128, so a flipped byte anywhere breaks it. Needs the standard library and `assay.core` only.

Reference: ZIP APPNOTE 6.3.10, section 4.3.16, https://pkware.cachefly.net/webdocs/casestudies/APPNOTE.TXT
"""

import io
import re
import zipfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256

from assay.core.errors import InputError, Problem
from assay.core.ledger import Head
from assay.store.proof import Anchor, EntryProof
from assay.store.signing import KeyStatement

FORMAT = "assay-bundle/1"
MANIFEST = "manifest.json"
SIGNATURE_DIGITS = 128
END_RECORD_BYTES = 22
MOST_FILE_BYTES = 1 << 30
MOST_UNPACKED_BYTES = 1 << 31
MOST_MANIFEST_BYTES = 1 << 26
MOST_MEMBERS = 1_000
_NAME = re.compile(r"[A-Za-z0-9_-][A-Za-z0-9._-]*(/[A-Za-z0-9_-][A-Za-z0-9._-]*)*")
_PACKED_ALREADY = (".parquet", ".png", ".zip", ".gz")
_PIECE_BYTES = 1 << 20


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a bundle."""

    name: str
    """Path in the ZIP."""
    sha256: str
    """Of its bytes."""
    bytes: int
    """Size."""


@dataclass(frozen=True, slots=True)
class MemberDocument:
    """A member that is the body of a document of the ledger."""

    member: str
    """Name of the member; its canonical JSON has the hash that is the document's version."""
    seq: int
    """Entry that holds the document."""
    position: int
    """Place in the entry."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """What ``manifest.json`` says."""

    format: str
    """Format and its version."""
    created_at: str
    """UTC."""
    members: tuple[Member, ...]
    """Every other file of the bundle, in order of name."""
    head: Head
    """Signed head of the log that the entries are proven in."""
    keys: tuple[KeyStatement, ...]
    """Keys of the workspace, oldest first; the last one signs the bundle."""
    entries: tuple[EntryProof, ...]
    """Entries of the log, proven."""
    anchors: tuple[Anchor, ...]
    """Earlier heads, proven to be the start of the same log."""
    documents: tuple[MemberDocument, ...]
    """Members that are documents of the ledger."""


class Broken(Exception):
    """The file is not a bundle, or not one that can be read; says why."""


def packed(members: Mapping[str, bytes]) -> bytes:
    """The ZIP of all members, ending in a comment of 128 zeros for the signature; equal members, equal bytes."""
    sink = io.BytesIO()
    with zipfile.ZipFile(sink, "w") as file:
        for name in sorted(members):
            info = zipfile.ZipInfo(name)
            info.create_system, info.external_attr = 3, 0o100644 << 16
            info.compress_type = zipfile.ZIP_STORED if name.endswith(_PACKED_ALREADY) else zipfile.ZIP_DEFLATED
            file.writestr(info, members[name], compresslevel=6)
        file.comment = b"0" * SIGNATURE_DIGITS
    return sink.getvalue()


def signed_text(data: bytes) -> bytes:
    """What the signature of a bundle covers: the hash of all but its last 128 bytes."""
    return f"{FORMAT} sha256:{sha256(memoryview(data)[:-SIGNATURE_DIGITS]).hexdigest()}".encode()


def signature_of(data: bytes) -> str:
    """The text where the signature stands.

    Raises
    ------
    Broken
        When the file does not end as a bundle does.
    """
    end = len(data) - SIGNATURE_DIGITS - END_RECORD_BYTES
    if end < 0 or data[end : end + 4] != b"PK\x05\x06":
        raise Broken("it does not end as a bundle does: it was cut, or something was added")
    if int.from_bytes(data[end + 20 : end + 22], "little") != SIGNATURE_DIGITS:
        raise Broken("the length of its comment is not that of a signature")
    return data[-SIGNATURE_DIGITS:].decode("latin-1")


def unpacked(data: bytes, names: frozenset[str] | None = None) -> Iterator[tuple[str, bytes]]:
    """Names and bytes of the members (or of some), within the bounds of memory; never more than they declare.

    Raises
    ------
    Broken
        When it is not a ZIP of the kind that `packed` makes, or larger than the bounds.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as file:
            infos = file.infolist()
            _check_bounds(infos)
            for info in infos:
                if names is None or info.filename in names:
                    yield info.filename, _read(file, info)
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, ValueError, OSError, EOFError) as error:
        raise Broken(f"it cannot be unpacked: {error}") from None


def _check_bounds(infos: list[zipfile.ZipInfo]) -> None:
    if len(infos) > MOST_MEMBERS:
        raise Broken(f"it has {len(infos):,} members, more than {MOST_MEMBERS:,}")
    total = sum(info.file_size for info in infos)
    if total > MOST_UNPACKED_BYTES:
        raise Broken(f"its members declare {total:,} bytes, more than {MOST_UNPACKED_BYTES:,}")
    if len({info.filename for info in infos}) != len(infos):
        raise Broken("a member is there twice")


def _read(file: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED) or info.flag_bits & 1:
        raise Broken(f"the member {info.filename[:100]!r} is packed in another way")
    if info.filename == MANIFEST and info.file_size > MOST_MANIFEST_BYTES:
        raise Broken(f"its manifest declares {info.file_size:,} bytes")
    pieces = []
    with file.open(info) as member:
        while piece := member.read(_PIECE_BYTES):
            pieces.append(piece)
    return b"".join(pieces)


def check_names(names: Iterator[str]) -> None:
    """Make sure that every tool can unpack the members anywhere.

    Raises
    ------
    InputError
        ``bundle.name`` with every name that cannot be used.
    """
    given = list(names)
    folded = [name.lower() for name in given]
    fix = "Use letters, digits, dots, dashes and underscores, at most 200, and no other case of the same name."
    problems = [
        Problem("bundle.name", f"A member cannot be called '{name[:200]}'.", fix)
        for name in given
        if len(name) > 200 or not _NAME.fullmatch(name) or name.lower() == MANIFEST or folded.count(name.lower()) > 1
    ]
    if problems:
        raise InputError.gather(problems)
