"""Locks on files that end with their process: the system frees those of one that is killed, so nothing is left behind.

By them a journal has one writer, a page tells a run that goes on from one whose process is gone, and processes count
who shares an endpoint. Not every system has them.
"""


def can_lock() -> bool:
    """Whether this system has them."""
    try:
        import fcntl  # noqa: F401 - whether it is there
    except ImportError:
        return False
    return True


def lock(file: int, *, shared: bool = False, wait: bool = False) -> bool:
    """Lock an open file for this process, where need be once others let go of it; False where another one holds it.

    Shared locks go together, as those of several who only look. It ends when the file is closed; `can_lock` says
    whether it can be asked for.
    """
    import fcntl

    try:
        fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | (0 if wait else fcntl.LOCK_NB))
    except BlockingIOError:
        return False
    return True


def unlock(file: int) -> None:
    """Let go of an open file."""
    import fcntl

    fcntl.flock(file, fcntl.LOCK_UN)
