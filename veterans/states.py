"""The states of a request to join a file, and the steps between them."""

WAITING, JOINED, REFUSED, WITHDRAWN = "waiting", "joined", "refused", "withdrawn"

LINK_REQUEST: dict[tuple[str, str], str] = {
    (WAITING, "join"): JOINED,
    (WAITING, "refuse"): REFUSED,
    (WAITING, "withdraw"): WITHDRAWN,
}
