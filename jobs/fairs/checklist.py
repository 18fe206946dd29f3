"""The checklist of a fair: what is due how many days before it or after. Pure."""

from datetime import date, timedelta

from flask_babel import lazy_gettext as _l

STEPS = {
    "permit": (_l("Ask the police for the permit"), -21), "papers": (_l("Attach plan, emergency plan and security plan"), -20),
    "filing": (_l("File the fair with the human-resources bureau"), -15), "announce": (_l("Announce the fair"), -14),
    "invite": (_l("Stations invite people, household by household"), -10), "review": (_l("All applications of enterprises are reviewed"), -5),
    "booths": (_l("Booths are planned, the map is up"), -4), "staff": (_l("Staff: one for every ten booths, a desk for complaints of discrimination"), -3),
    "print": (_l("Handbook, booth cards and sheets are printed"), -2), "rehearse": (_l("Doors and network are tried out, also with the network off"), -1),
    "results": (_l("Results are in from every enterprise"), 3), "report": (_l("The statistics are reported"), 7),
}
ONLY_LARGE = {"permit"}


def due_days(day: date, *, is_large: bool) -> dict[str, date]:
    """The day each step is due for a fair on `day`."""
    return {key: day + timedelta(days=offset) for key, (_name, offset) in STEPS.items() if is_large or key not in ONLY_LARGE}
