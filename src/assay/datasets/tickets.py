"""Tickets: the chance of a draw, made from its seed and the id of each item alone.

Three numbers in [0, 1) an item, from the SHA-256 of ``assay sample``, the design, the seed and the id (UTF-8), with a
byte 0 between them: eight bytes each, the first 53 bits of which count. They depend on nothing else: not on the order
of the rows, not on the machine, not on a library's generator, and anybody can compute one by hand. Different designs
have independent tickets, so that a pilot does not decide which items the sample after it draws.
"""

import hashlib
from collections.abc import Iterable

import numpy as np
import numpy.typing as npt

BITS = 53
"""Of a number that floating point holds exactly."""


def tickets(ids: Iterable[str], *, design: str, seed: int) -> npt.NDArray[np.float64]:
    """Tickets, coins and order numbers of the items, shape (3, n_items).

    Examples
    --------
    >>> first, again = (tickets(["a", "b"], design="simple", seed=7) for _ in range(2))
    >>> bool((first == again).all()), first.shape
    (True, (3, 2))
    """
    start = hashlib.sha256(b"\0".join((b"assay sample", design.encode(), str(seed).encode(), b"")))
    digests = []
    for each in ids:
        hashed = start.copy()
        hashed.update(each.encode())
        digests.append(hashed.digest()[:24])
    whole = np.frombuffer(b"".join(digests), dtype=">u8").reshape(-1, 3)
    return np.asarray((whole >> np.uint64(64 - BITS)).astype(np.float64).T * 2.0**-BITS)
