"""The states of a batch and the steps between them."""

BATCH: dict[tuple[str, str], str] = {
    ("uploaded", "check"): "checking",
    ("checking", "check"): "checking",
    ("checking", "finish"): "checked",
    ("uploaded", "finish"): "checked",
    ("checking", "fail"): "failed",
    ("uploaded", "fail"): "failed",
    ("checked", "queue"): "confirming",
    ("confirming", "queue"): "confirming",
    ("confirming", "refuse"): "checked",
    ("checked", "confirm"): "confirmed",
    ("confirming", "confirm"): "confirmed",
    ("checked", "recheck"): "uploaded",
    ("failed", "recheck"): "uploaded",
    ("uploaded", "recheck"): "uploaded",
    ("checking", "recheck"): "uploaded",
    ("uploaded", "discard"): "discarded",
    ("checking", "discard"): "discarded",
    ("checked", "discard"): "discarded",
    ("failed", "discard"): "discarded",
    ("confirmed", "queue undo"): "undoing",
    ("undoing", "queue undo"): "undoing",
    ("undoing", "refuse"): "confirmed",
    ("confirmed", "undo"): "undone",
    ("undoing", "undo"): "undone",
}
WRITING = ("confirming", "undoing")
BUSY = ("uploaded", "checking", *WRITING)
