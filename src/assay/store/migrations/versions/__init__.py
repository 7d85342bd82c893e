"""One file a schema. A published one is never edited."""
