"""Secrets that are needed again as they are, such as those by which webhooks are signed: sealed under the signing key.

The key that seals is derived (HKDF-SHA256) from the signing key, which is never inside a workspace. So neither the
database nor a backup of it gives a secret away.

Reference: RFC 5869, HMAC-based Extract-and-Expand Key Derivation Function, https://www.rfc-editor.org/rfc/rfc5869
"""

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Connection, select, update

from assay.core.errors import LedgerAltered
from assay.store.keys import Keyring
from assay.store.signing import Signer
from assay.store.tables.outside import WEBHOOK

PURPOSE = "assay/secret/1/"
NONCE = bytes(12)
"""May stand still: the derived key is of one name, and under one name one secret is sealed, ever."""


def seal_secret(signer: Signer, name: str, secret: str) -> str:
    """What may be kept of a secret: the fingerprint of the key and the sealed octets."""
    sealed = AESGCM(signer.derived(PURPOSE + name)).encrypt(NONCE, secret.encode(), None)
    return f"{signer.fingerprint}:{sealed.hex()}"


def open_secret(keys: Keyring, name: str, kept: str) -> str:
    """The secret again.

    Raises
    ------
    WorkspaceError
        ``key.missing`` when the key under which it was sealed is not here.
    LedgerAltered
        ``secret.altered`` when it is not what was sealed.
    """
    fingerprint, _, sealed = kept.partition(":")
    signer = keys.find(fingerprint)
    if signer is None:
        raise keys.missing(fingerprint)
    try:
        return AESGCM(signer.derived(PURPOSE + name)).decrypt(NONCE, bytes.fromhex(sealed), None).decode()
    except (InvalidTag, ValueError):
        what = f"The secret of '{name[:60]}' is not what was sealed."
        raise LedgerAltered("secret.altered", what, "Remove what it is for and add it again.") from None


def seal_anew(connection: Connection, keys: Keyring, signer: Signer) -> None:
    """Seal every secret under another key, so that the one before can be put away."""
    for row in connection.execute(select(WEBHOOK.c.id, WEBHOOK.c.secret)).all():
        sealed = seal_secret(signer, row.id, open_secret(keys, row.id, row.secret))
        connection.execute(update(WEBHOOK).where(WEBHOOK.c.id == row.id).values(secret=sealed))
