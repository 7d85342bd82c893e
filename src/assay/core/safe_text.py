"""Text from outside made harmless to look at: what cannot be seen is written out, what is too long is cut.

A name, an answer or a file's cell may hold terminal commands, letters that reverse the reading order, or five
megabytes. `neutral` keeps what a reader can see and writes the rest as escapes such as ``\\u202e``. It says nothing
about markup: each rendering still escapes for its own grammar.

References: Unicode TR 36 and UTS 39; CVE-2021-42574 for reordering controls.
"""

import re
import shlex

from assay.core.figures import count

LONGEST = 300
UNSEEN = re.compile(
    "["
    "\x00-\x1f\x7f-\x9f"  # controls, with line breaks and tabs
    "\u061c\u200b\u200e\u200f\u2028\u2029\u2060-\u2064\ufeff"  # marks and separators without a shape
    "\u202a-\u202e\u2066-\u206f"  # embeddings, overrides, isolates
    "\ud800-\udfff\ufffe\uffff"  # lone surrogates and what XML cannot hold
    "\U000e0000-\U000e007f"  # tags
    "]"
)
PLAIN_WORD = re.compile(r"[\w@%+=:,./-]+")
"""What a shell takes as it stands."""
SHORT_ESCAPES = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}


def neutral(text: str, *, most: int = LONGEST) -> str:
    """``text`` in one line with unseen characters written as escapes, cut to ``most`` characters with a note.

    Examples
    --------
    >>> neutral("abc\\u202etxt.exe")
    'abc\\\\u202etxt.exe'
    >>> neutral("x" * 5000, most=3)
    'xxx… (5\\u2009000 characters, the first 3 shown)'
    """
    shown = escape_unseen(text[:most])
    return shown if len(text) <= most else f"{shown}… ({count(len(text))} characters, the first {count(most)} shown)"


def shell_word(text: str, *, most: int = LONGEST) -> str:
    """`neutral` text as one word of a command line that can be copied: in quotes where it holds a space or a mark.

    Examples
    --------
    >>> print(shell_word("outputs of a plan"), shell_word("gpt-5"))
    'outputs of a plan' gpt-5
    """
    shown = neutral(text, most=most)
    return shown if PLAIN_WORD.fullmatch(shown) else shlex.quote(shown)


def escape_unseen(text: str) -> str:
    """``text`` with each unseen character written as ``\\n``, ``\\x1b`` or ``\\u202e``; nothing is cut."""
    return text if text.isprintable() else UNSEEN.sub(_escape, text)


def _escape(found: re.Match[str]) -> str:
    character = found.group()
    point = ord(character)
    if character in SHORT_ESCAPES:
        return SHORT_ESCAPES[character]
    if point < 0x100:
        return f"\\x{point:02x}"
    return f"\\u{point:04x}" if point < 0x10000 else f"\\U{point:08x}"
