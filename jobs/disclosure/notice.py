"""The notice a person reads before consenting. A change of its text takes a new version, so that each consent says what was read."""

VERSION = "2026-11-25"
TEMPLATE = "disclosure/_notice.html"
