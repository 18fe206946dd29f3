"""The states of a request to join a file, of a pair of files, of two files that may be one; and the steps between them."""

WAITING, JOINED, REFUSED, WITHDRAWN = "waiting", "joined", "refused", "withdrawn"

LINK_REQUEST: dict[tuple[str, str], str] = {
    (WAITING, "join"): JOINED,
    (WAITING, "refuse"): REFUSED,
    (WAITING, "withdraw"): WITHDRAWN,
}

ASKED, LINKED, ENDED = "asked", "linked", "ended"

FAMILY_PAIR: dict[tuple[str, str], str] = {
    (ASKED, "confirm"): LINKED,
    (ASKED, "refuse"): REFUSED,
    (ASKED, "withdraw"): WITHDRAWN,
    (LINKED, "end"): ENDED,
}

DIFFERENT = "different"

POSSIBLE_DUPLICATE: dict[tuple[str, str], str] = {
    (WAITING, "keep_apart"): DIFFERENT,
    (DIFFERENT, "look_again"): WAITING,
}
