"""Signatures of heads, keys and bundles: Ed25519, with the standard library, ``cryptography`` and `assay.core` only.

A key is named by its fingerprint: the SHA-256 of its 32 raw public bytes, in hexadecimal.
Every signed text is canonical JSON that begins with what it is, so no signature can be used for another purpose.

Reference: RFC 8032, Edwards-Curve Digital Signature Algorithm, https://www.rfc-editor.org/rfc/rfc8032
"""

import base64
import binascii
import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
    load_pem_public_key,
)

from assay.core.canonical import canonical_json
from assay.core.errors import InputError
from assay.core.ledger import Head

SEED_BYTES = 32


def fingerprint(public: bytes) -> str:
    """Name of a key: SHA-256 of its 32 raw public bytes, 64 hexadecimal digits."""
    return hashlib.sha256(public).hexdigest()


class Signer:
    """A private key that signs; it never shows itself in text."""

    def __init__(self, private: Ed25519PrivateKey) -> None:
        self._private = private
        self.public = private.public_key().public_bytes(Encoding.Raw, PublicFormat.Raw)
        """The 32 raw public bytes."""
        self.fingerprint = fingerprint(self.public)
        """Name of the key."""

    def sign(self, message: bytes) -> str:
        """Ed25519 signature, 128 hexadecimal digits."""
        return self._private.sign(message).hex()

    def derived(self, purpose: str) -> bytes:
        """A key of 32 octets for one purpose other than signing; it says nothing about this one or about another."""
        return HKDF(SHA256(), SEED_BYTES, salt=None, info=purpose.encode()).derive(self._private.private_bytes_raw())

    def pem(self) -> bytes:
        """The private key as unencrypted PKCS 8, for a file of mode 0600."""
        return self._private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())

    def __repr__(self) -> str:
        return f"Signer({self.fingerprint[:16]})"


def new_signer() -> Signer:
    """A fresh key, from the randomness of the system."""
    return Signer(Ed25519PrivateKey.generate())


def signer_from_seed(seed: bytes) -> Signer:
    """The key that a 32-byte seed makes."""
    return Signer(Ed25519PrivateKey.from_private_bytes(seed))


def signer_from_pem(pem: bytes) -> Signer:
    """The key that a PEM file holds.

    Raises
    ------
    InputError
        ``key.unreadable`` when it is not an unencrypted Ed25519 private key.
    """
    try:
        private = load_pem_private_key(pem, password=None)
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unreadable(str(error)) from None
    if not isinstance(private, Ed25519PrivateKey):
        raise _unreadable(f"it holds a {type(private).__name__}")
    return Signer(private)


def seed_from_text(text: str) -> bytes:
    """The 32-byte seed written as 64 hexadecimal digits or as base64.

    Raises
    ------
    InputError
        ``key.unreadable``; the text itself is not shown.
    """
    stripped = text.strip()
    for read in (bytes.fromhex, lambda value: base64.b64decode(value, validate=True)):
        try:
            seed = read(stripped)
        except (ValueError, binascii.Error):
            continue
        if len(seed) == SEED_BYTES:
            return seed
    raise _unreadable(f"the text of {len(stripped)} characters is neither 64 hexadecimal digits nor base64 of 32 bytes")


def signature_holds(public: bytes, message: bytes, signature: str) -> bool:
    """Whether ``signature`` (strictly 128 lower-case hexadecimal digits) is that key's over ``message``."""
    raw = strict_hex(signature, 64)
    if raw is None:
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(raw, message)
    except (InvalidSignature, ValueError):
        return False
    return True


def strict_hex(text: object, n_bytes: int) -> bytes | None:
    """The bytes that lower-case hexadecimal ``text`` writes; None when it is anything else or of another length."""
    if not isinstance(text, str) or len(text) != 2 * n_bytes or set(text) - set("0123456789abcdef"):
        return None
    return bytes.fromhex(text)


def names_key(pinned: str, public: bytes) -> bool:
    """Whether ``pinned`` (a fingerprint, raw public hexadecimal, or a public key in PEM) means this key.

    Raises
    ------
    InputError
        ``key.unreadable`` when the text is none of these.
    """
    text = pinned.strip()
    if "BEGIN" in text:
        return _raw_of_pem(text) == public
    wanted = strict_hex(text.lower(), SEED_BYTES)
    if wanted is None:
        raise _unreadable(f"'{text[:80]}' is not a fingerprint, 64 hexadecimal digits of a public key, or PEM")
    return wanted in (public, bytes.fromhex(fingerprint(public)))


def _raw_of_pem(text: str) -> bytes:
    try:
        public = load_pem_public_key(text.encode())
    except (ValueError, TypeError, UnsupportedAlgorithm) as error:
        raise _unreadable(str(error)) from None
    if not isinstance(public, Ed25519PublicKey):
        raise _unreadable(f"it holds a {type(public).__name__}")
    return public.public_bytes(Encoding.Raw, PublicFormat.Raw)


def _unreadable(why: str) -> InputError:
    return InputError(
        "key.unreadable",
        f"The key cannot be read: {why}.",
        "Give an Ed25519 key: PEM, the fingerprint, or 64 hexadecimal digits.",
    )


def head_message(head: Head) -> bytes:
    """What the signature of a head covers: the canonical JSON of its other fields."""
    return canonical_json({"at": head.at, "key": head.key, "root": head.root, "size": head.size})


def sign_head(size: int, root: str, at: str, signer: Signer) -> Head:
    """A signed state of the log of ``size`` entries."""
    unsigned = Head(size, root, at, signer.fingerprint, "")
    return replace(unsigned, signature=signer.sign(head_message(unsigned)))


def head_holds(head: Head, public: bytes) -> bool:
    """Whether the head names this key and is signed by it."""
    return head.key == fingerprint(public) and signature_holds(public, head_message(head), head.signature)


@dataclass(frozen=True, slots=True)
class KeyStatement:
    """One key of a workspace, from the log entry on that brought it."""

    since: int
    """Entry of the log that brought the key; heads from that entry on are signed by it."""
    public: str
    """The 32 raw public bytes, hexadecimal."""
    at: str
    """When it was made, UTC."""
    previous: str | None
    """Public bytes of the key that it follows; None for the first."""
    signature: str
    """By the key itself."""
    previous_signature: str | None
    """By the key that it follows; None for the first."""

    @property
    def fingerprint(self) -> str:
        """Name of the key."""
        return fingerprint(bytes.fromhex(self.public))


def statement_message(statement: KeyStatement) -> bytes:
    """What both signatures of a key statement cover."""
    return canonical_json(
        {
            "assay-key": 1,
            "at": statement.at,
            "previous": statement.previous,
            "public": statement.public,
            "since": statement.since,
        }
    )


def state_key(since: int, at: str, signer: Signer, previous: Signer | None = None) -> KeyStatement:
    """A key statement signed by the key and, when it follows another, by that one too."""
    unsigned = KeyStatement(since, signer.public.hex(), at, previous.public.hex() if previous else None, "", None)
    message = statement_message(unsigned)
    return replace(
        unsigned,
        signature=signer.sign(message),
        previous_signature=previous.sign(message) if previous else None,
    )


def broken_links(chain: Sequence[KeyStatement]) -> tuple[tuple[int, str], ...]:
    """What is wrong with a chain of keys, oldest first, as (position in the chain, what); empty when it holds."""
    found: list[tuple[int, str]] = []
    before: KeyStatement | None = None
    for index, statement in enumerate(chain):
        found.extend((index, what) for what in _faults(statement, before))
        before = statement
    return tuple(found)


def _faults(statement: KeyStatement, before: KeyStatement | None) -> list[str]:
    public = strict_hex(statement.public, SEED_BYTES)
    if public is None:
        return ["its public key is not 64 hexadecimal digits"]
    message = statement_message(statement)
    faults = [] if signature_holds(public, message, statement.signature) else ["its own signature does not hold"]
    if before is None:
        if statement.previous is not None or statement.previous_signature is not None:
            faults.append("the first key names a key before it")
        return faults
    if statement.previous != before.public or statement.since <= before.since:
        return [*faults, "it does not follow the key before it"]
    earlier = strict_hex(before.public, SEED_BYTES)
    if earlier is None or not signature_holds(earlier, message, statement.previous_signature or ""):
        faults.append("the key before it did not sign it")
    return faults


def key_in_force(chain: Sequence[KeyStatement], size: int) -> KeyStatement | None:
    """The key that signs the head of ``size`` entries; None when the chain has none for it."""
    return next((each for each in reversed(chain) if each.since < size), None)
