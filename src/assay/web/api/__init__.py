"""One file a noun under /api/v1."""
