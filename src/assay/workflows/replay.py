"""The replay story: an evidence recomputed from its facts, and the first difference named."""
