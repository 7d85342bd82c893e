"""A system that is a program on this machine and speaks JSON lines."""
