"""What a model says once it has thought: a block such as ``<think>...</think>`` at the beginning is not its answer.

Many templates open the block in the prompt, so that an output begins within it: what stands before a closing tag on a
line of its own is thinking too, unless it was opened in the text. A block anywhere else is part of the answer, for it
may be quoted.
"""

import re

OPENS = re.compile(r"\s*<(think|thinking|thought|reasoning)>", re.IGNORECASE)
CLOSES_ALONE = re.compile(r"^[ \t]*</(think|thinking|thought|reasoning)>[ \t]*$", re.IGNORECASE | re.MULTILINE)


def after_thinking(text: str) -> str | None:
    """The answer behind the thinking; the whole text where there is none, and None for a block that does not end."""
    opens = OPENS.match(text)
    if opens is not None:
        ends = re.compile(rf"</{opens[1]}>", re.IGNORECASE).search(text, opens.end())
        return None if ends is None else text[ends.end() :]
    closes = CLOSES_ALONE.search(text)
    if closes is None or re.search(rf"<{closes[1]}>", text[: closes.start()], re.IGNORECASE):
        return text
    return text[closes.end() :]
