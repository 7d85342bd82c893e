"""Keys, heads and rotation."""

import base64
from collections.abc import Callable
from dataclasses import replace

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from assay.core.errors import InputError
from assay.store.signing import (
    KeyStatement,
    broken_links,
    fingerprint,
    head_holds,
    key_in_force,
    names_key,
    new_signer,
    seed_from_text,
    sign_head,
    signature_holds,
    signer_from_pem,
    signer_from_seed,
    state_key,
    strict_hex,
)

ON_BOTH_STORES = True

NOW = "2026-11-22T14:05:00.000000Z"
FIRST, SECOND, THIRD = (signer_from_seed(bytes([number]) * 32) for number in (1, 2, 3))


@pytest.mark.parametrize(
    ("seed", "public", "message", "signature"),
    [
        pytest.param(
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
            id="RFC 8032 7.1 test 1",
        ),
        pytest.param(
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
            id="RFC 8032 7.1 test 2",
        ),
    ],
)
def test_signatures_are_those_of_rfc_8032(seed: str, public: str, message: str, signature: str) -> None:
    signer = signer_from_seed(bytes.fromhex(seed))
    assert signer.public.hex() == public
    assert signer.sign(bytes.fromhex(message)) == signature
    assert signature_holds(signer.public, bytes.fromhex(message), signature)


@pytest.mark.parametrize(
    "spoil", [str.upper, lambda text: text[:-1], lambda text: text + "0", lambda text: " " + text[1:]]
)
def test_a_signature_is_strictly_128_lower_case_digits(spoil: Callable[[str], str]) -> None:
    signature = FIRST.sign(b"message")
    assert signature_holds(FIRST.public, b"message", signature)
    assert not signature_holds(FIRST.public, b"message", spoil(signature))
    assert not signature_holds(FIRST.public, b"other", signature)
    assert not signature_holds(b"short", b"message", signature)


@pytest.mark.parametrize("text", [None, 7, "", "0", "zz", "0g", "AB", "ab "])
def test_strict_hex_takes_nothing_else(text: object) -> None:
    assert strict_hex(text, 1) is None
    assert strict_hex("ab", 1) == b"\xab"


@pytest.mark.parametrize(
    "write", [bytes.hex, lambda seed: base64.b64encode(seed).decode(), lambda seed: f" {seed.hex()}\n"]
)
def test_a_seed_is_read_from_hexadecimal_or_base64(write: Callable[[bytes], str]) -> None:
    assert seed_from_text(write(b"\x07" * 32)) == b"\x07" * 32


def test_a_seed_that_cannot_be_read_is_not_shown() -> None:
    with pytest.raises(InputError) as caught:
        seed_from_text("my secret words")
    assert caught.value.code == "key.unreadable"
    assert "secret" not in str(caught.value)


def test_a_signer_shows_no_private_bytes() -> None:
    assert repr(FIRST) == f"Signer({FIRST.fingerprint[:16]})"


def test_a_key_file_is_read_back_and_other_kinds_of_keys_are_refused() -> None:
    assert signer_from_pem(FIRST.pem()).fingerprint == FIRST.fingerprint
    other = X25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    for pem in (other, b"no key", FIRST.pem()[:40]):
        with pytest.raises(InputError, match="cannot be read"):
            signer_from_pem(pem)


def test_fresh_keys_differ() -> None:
    assert new_signer().fingerprint != new_signer().fingerprint


def test_a_pinned_key_is_named_by_fingerprint_hexadecimal_or_pem() -> None:
    public = Ed25519PublicKey.from_public_bytes(FIRST.public)
    pem = public.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    for text in (FIRST.fingerprint, FIRST.public.hex().upper(), pem, f" {fingerprint(FIRST.public)}\n"):
        assert names_key(text, FIRST.public)
        assert not names_key(text, SECOND.public)


@pytest.mark.parametrize("text", ["", "abc", "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----"])
def test_a_pinned_key_that_cannot_be_read_is_refused(text: str) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        names_key(text, FIRST.public)


def test_a_head_holds_for_its_key_and_its_fields_only() -> None:
    head = sign_head(3, "ab" * 32, NOW, FIRST)
    assert head_holds(head, FIRST.public)
    assert not head_holds(head, SECOND.public)
    for changed in (replace(head, size=4), replace(head, root="cd" * 32), replace(head, at="later")):
        assert not head_holds(changed, FIRST.public)
    assert not head_holds(replace(head, key=SECOND.fingerprint), SECOND.public)


def test_a_chain_of_keys_holds_when_each_signed_the_next() -> None:
    chain = (state_key(0, NOW, FIRST), state_key(4, NOW, SECOND, FIRST), state_key(9, NOW, THIRD, SECOND))
    assert broken_links(chain) == ()
    assert [key_in_force(chain, size) for size in (0, 1, 4, 5, 9, 10)] == [None, *(chain[i] for i in (0, 0, 1, 1, 2))]


@pytest.mark.parametrize(
    ("chain", "said"),
    [
        ((state_key(0, NOW, FIRST), state_key(4, NOW, SECOND)), "does not follow"),
        ((state_key(0, NOW, FIRST), state_key(4, NOW, SECOND, THIRD)), "does not follow"),
        ((state_key(0, NOW, FIRST), state_key(0, NOW, SECOND, FIRST)), "does not follow"),
        ((state_key(4, NOW, SECOND, FIRST),), "names a key before"),
        ((replace(state_key(0, NOW, FIRST), at="later"),), "own signature"),
        ((replace(state_key(0, NOW, FIRST), public="xx"),), "64 hexadecimal digits"),
        (
            (state_key(0, NOW, FIRST), replace(state_key(4, NOW, SECOND, FIRST), previous_signature="0" * 128)),
            "did not sign it",
        ),
    ],
    ids=["alone", "other before", "not later", "missing first", "changed time", "no key", "forged"],
)
def test_a_chain_that_does_not_hold_is_said_to_be_broken(chain: tuple[KeyStatement, ...], said: str) -> None:
    assert any(said in what for _, what in broken_links(chain))
