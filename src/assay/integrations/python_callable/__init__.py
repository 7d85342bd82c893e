"""A system that is a function of the user's: it runs in a process of its own."""
