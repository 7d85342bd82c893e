"""Headers of every answer: what a browser may load, whom it may tell, and that nothing private is stored."""

from starlette.datastructures import MutableHeaders

POLICY = "; ".join(
    (
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "media", "connect", "font")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
"""Everything comes from here, nothing runs inline, and no other site shows our pages in a frame."""
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
}
"""Other sites get no referrer. With ``no-referrer`` browsers would send ``Origin: null`` with our own forms, and the
check of the origin could not tell them from those of another site."""
STRICT_TRANSPORT = ("Strict-Transport-Security", "max-age=31536000")
PRIVATE = ("Cache-Control", "no-store")
_PLAIN = tuple((name.lower().encode(), value.encode()) for name, value in (*HEADERS.items(), PRIVATE))
_SECURE = (*_PLAIN, (STRICT_TRANSPORT[0].lower().encode(), STRICT_TRANSPORT[1].encode()))
"""As they are sent: each answer has them."""


def add_headers(headers: MutableHeaders, *, is_secure: bool) -> None:
    """Set the headers of an answer; one that says how it is to be stored keeps that."""
    given = {name for name, _ in headers.raw}
    headers.raw.extend(each for each in (_SECURE if is_secure else _PLAIN) if each[0] not in given)
