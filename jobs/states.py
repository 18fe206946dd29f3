"""The states of a position and the steps between them."""

DRAFT, SUBMITTED, RETURNED, LIVE, PAUSED, CLOSED = "draft", "submitted", "returned", "live", "paused", "closed"

POSITION: dict[tuple[str, str], str] = {
    (DRAFT, "submit"): SUBMITTED,
    (RETURNED, "submit"): SUBMITTED,
    (SUBMITTED, "withdraw"): DRAFT,
    (SUBMITTED, "return"): RETURNED,
    (SUBMITTED, "publish"): LIVE,
    (LIVE, "pause"): PAUSED,
    (PAUSED, "resume"): LIVE,
    (LIVE, "extend"): LIVE,
    (LIVE, "revise"): SUBMITTED,
    (PAUSED, "revise"): SUBMITTED,
    (LIVE, "close"): CLOSED,
    (PAUSED, "close"): CLOSED,
    (LIVE, "return"): RETURNED,
    (PAUSED, "return"): RETURNED,
}
