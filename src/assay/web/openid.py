"""Sign-in by another server (OpenID Connect, code flow with PKCE): its settings, its addresses, and its proof.

References: OpenID Connect Core 1.0, sections 3.1.2 and 3.1.3.7; RFC 7636 (PKCE); RFC 9207 (issuer in the answer).
"""

import base64
import json
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlencode

from assay.access.outgoing import Reply, call
from assay.access.roles import Grant, parse_grant
from assay.core.errors import InputError, NotPermitted, WorkspaceError
from assay.workflows.signing_in_elsewhere import LONGEST_SUBJECT, Known

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
"""Signatures by a key that the server alone has; none at all, or one by the shared secret, is no proof."""
LEEWAY_S = 60
"""Seconds that two clocks may differ."""
SETTINGS = ("ASSAY_OPENID_ISSUER", "ASSAY_OPENID_CLIENT", "ASSAY_OPENID_SECRET")
DOMAINS, LABEL = "ASSAY_OPENID_DOMAINS", "ASSAY_OPENID_LABEL"
WORD = re.compile(r"[a-z_]{1,40}")
AGAIN = "Start again at the sign-in page; if it stays so, tell your administrator."


@dataclass(frozen=True, slots=True)
class OpenId:
    """How people sign in by another server, as the operator says in the environment."""

    issuer: str
    """Address of the server, as its tokens say it."""
    client: str
    """What the server calls this site."""
    secret: str = field(repr=False)
    """What proves to the server that it is this site."""
    label: str = "your organisation"
    """Whose sign-in it is, on the button."""
    domains: Mapping[str, Grant] = field(default_factory=dict)
    """Domain of verified mail addresses to the role of whoever has one; others need an invitation."""


@dataclass(frozen=True, slots=True)
class Places:
    """Addresses of the server."""

    authorization: str
    """Where people sign in."""
    token: str
    """Where a code becomes a token."""
    keys: str
    """Where its public keys are."""


def openid_settings(environment: Mapping[str, str] = os.environ) -> OpenId | None:
    """The settings in the environment; None where there are none.

    Raises
    ------
    InputError
        ``openid.settings`` for what is missing or not valid; the secret is not shown.
    """
    issuer, client, secret = (environment.get(name, "").strip() for name in SETTINGS)
    if not (issuer or client or secret):
        return None
    missing = [name for name in SETTINGS if not environment.get(name, "").strip()]
    if missing:
        raise InputError("openid.settings", f"{', '.join(missing)} is not set.", f"Set all of {', '.join(SETTINGS)}.")
    if not issuer.startswith(("https://", "http://")) or "?" in issuer or "#" in issuer:
        fix = "Write it as https://login.example.org, exactly as its tokens say it."
        raise InputError("openid.settings", f"'{issuer[:100]}' is no address of a server.", fix)
    label = environment.get(LABEL, "").strip()[:60] or OpenId.__dataclass_fields__["label"].default
    return OpenId(issuer, client, secret, str(label), _domains(environment.get(DOMAINS, "")))


def _domains(text: str) -> dict[str, Grant]:
    found = {}
    for word in text.split(","):
        domain, equals, role = (part.strip() for part in word.partition("="))
        if not word.strip():
            continue
        if not equals or "." not in domain or "@" in domain:
            fix = f"Write {DOMAINS} as example.org=labeler, several with commas."
            raise InputError("openid.settings", f"'{word.strip()[:60]}' gives no domain a role.", fix)
        found[domain.casefold()] = parse_grant(role)
    return found


def discover(openid: OpenId) -> Places:
    """The addresses that the server tells.

    Raises
    ------
    WorkspaceError
        ``openid.server`` when it tells none, or those of another issuer; ``openid.silent``.
    NotPermitted
        ``outgoing.address``.
    """
    told = _json(f"{openid.issuer.rstrip('/')}/.well-known/openid-configuration")
    names = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if told.get("issuer") != openid.issuer or not all(isinstance(told.get(name), str) for name in names):
        raise _server("it does not say that it is this issuer")
    places = Places(*(str(told[name]) for name in names))
    if openid.issuer.startswith("https://") and not places.authorization.startswith("https://"):
        raise _server("its page is not reached by https")
    return places


def way_there(openid: OpenId, places: Places, *, back: str, state: str, nonce: str, verifier: str) -> str:
    """The address at the server to which the browser goes."""
    asked = {
        "response_type": "code",
        "client_id": openid.client,
        "redirect_uri": back,
        "scope": "openid profile email",
        "state": state,
        "nonce": nonce,
        "code_challenge": challenge(verifier),
        "code_challenge_method": "S256",
    }
    return f"{places.authorization}{'&' if '?' in places.authorization else '?'}{urlencode(asked)}"


def challenge(verifier: str) -> str:
    """What is told of a verifier beforehand (RFC 7636, S256)."""
    return base64.urlsafe_b64encode(sha256(verifier.encode()).digest()).rstrip(b"=").decode()


def redeem(openid: OpenId, places: Places, code: str, *, back: str, verifier: str) -> str:
    """The token for a code that the browser brought back.

    Raises
    ------
    NotPermitted
        ``openid.code`` when the server does not take it, as when it was used before.
    """
    sent = {"grant_type": "authorization_code", "code": code, "redirect_uri": back, "code_verifier": verifier}
    pair = f"{quote(openid.client, safe='')}:{quote(openid.secret, safe='')}"
    headers = {
        "Authorization": f"Basic {base64.b64encode(pair.encode()).decode()}",
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    answer = _called(places.token, method="POST", body=urlencode(sent).encode(), headers=headers)
    token = _read(answer.body).get("id_token") if answer.status == 200 else None
    if not isinstance(token, str):
        raise NotPermitted("openid.code", f"The server did not take the sign-in (status {answer.status}).", AGAIN)
    return token


def public_keys(places: Places) -> Any:
    """The keys that the server signs with."""
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    told: Any = _json(places.keys)
    try:
        return KeySet.import_key_set(told)
    except (JoseError, ValueError, TypeError, KeyError):
        raise _server("its keys cannot be read") from None


def checked_token(openid: OpenId, token: str, keys: Any, *, nonce: str, now: str) -> Known:
    """Who a token says that somebody is: signed by the server, for this site, for this very sign-in, and in force.

    Raises
    ------
    NotPermitted
        ``openid.token``, the token is not shown.
    """
    from joserfc import jwt
    from joserfc.errors import JoseError

    rules = jwt.JWTClaimsRegistry(
        now=int(datetime.fromisoformat(now).timestamp()),
        leeway=LEEWAY_S,
        iss={"essential": True, "value": openid.issuer},
        aud={"essential": True, "value": openid.client},
        exp={"essential": True},
        iat={"essential": True},
        sub={"essential": True},
        nonce={"essential": True, "value": nonce},
    )
    try:
        claims = jwt.decode(token, keys, algorithms=list(ALGORITHMS)).claims
        rules.validate(claims)
    except (JoseError, ValueError, TypeError, KeyError, RecursionError) as error:
        raise _refused(type(error).__name__) from None
    audience, party = claims["aud"], claims.get("azp")
    if (isinstance(audience, list) and len(audience) > 1 and party is None) or party not in (None, openid.client):
        raise _refused("made for another site")
    if not 0 < len(claims["sub"]) <= LONGEST_SUBJECT:
        raise _refused("names nobody")
    mail, name = claims.get("email"), claims.get("name")
    is_verified = claims.get("email_verified") is True and isinstance(mail, str) and len(mail) <= LONGEST_SUBJECT
    return Known(openid.issuer, claims["sub"], mail if is_verified else None, name if isinstance(name, str) else None)


def refused_there(word: str) -> NotPermitted:
    """What is told when the server sent the browser back without a code; of its words only a plain one is shown."""
    shown = word if WORD.fullmatch(word) else "no reason that can be shown"
    return NotPermitted("openid.refused", f"The server did not let you in ({shown}).", AGAIN)


def _refused(why: str) -> NotPermitted:
    return NotPermitted("openid.token", f"The proof of the server does not hold ({why}).", AGAIN)


def _server(why: str) -> WorkspaceError:
    fix = "The operator checks ASSAY_OPENID_ISSUER: assay serve --help."
    return WorkspaceError("openid.server", f"The sign-in server is not as configured: {why}.", fix)


def _called(url: str, **sent: Any) -> Reply:
    """What the server answered."""
    try:
        return call(url, **sent)
    except WorkspaceError:
        fix = "Try again in some minutes; who has a password here can sign in with it."
        raise WorkspaceError("openid.silent", "The sign-in server did not answer.", fix) from None


def _json(url: str) -> dict[str, Any]:
    answer = _called(url, headers={"Accept": "application/json"})
    if answer.status != 200:
        raise _server(f"it answered with status {answer.status}")
    return _read(answer.body)


def _read(body: bytes) -> dict[str, Any]:
    try:
        told = json.loads(body)
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict):
        raise _server("it answered with no JSON object")
    return told
