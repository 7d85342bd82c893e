"""Keys of a line of Prodigy: https://prodi.gy/docs/api-interfaces."""

NAME = "prodigy"
ITEM, TEXT, USER_TEXT = "item", "text", "user_input"
HASHES = ("_input_hash", "_task_hash")
TOLD = ("question", "kind", "status", "confidence", "seconds", "observed_at")
"""Keys that we add; Prodigy keeps them."""
OURS = (
    *HASHES, *TOLD, "answer", "accept", "options", "spans", "relations", "tokens", "config", "style", USER_TEXT,
    "_timestamp", "_annotator_id", "_session_id", "_view_id", "_is_binary", "_block_id",
)  # fmt: skip
"""Keys that are no columns of the item; ``label`` is one more where it is what was asked."""
JUDGE_KEYS = ("_annotator_id", "_session_id")
ACCEPT, REJECT, IGNORE = "accept", "reject", "ignore"
"""What a person can press."""
