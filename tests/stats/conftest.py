"""Laws are checked without a clock: a busy machine is not a broken law."""

from hypothesis import settings

settings.register_profile("no_clock", deadline=None)
settings.load_profile("no_clock")
