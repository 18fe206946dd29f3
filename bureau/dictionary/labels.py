"""What the dictionary's codes are called where they are shown."""

from flask_babel import lazy_gettext as _l

from core.lexicon.entries import Kind

KINDS = {
    Kind.SYNONYM: _l("Synonyms"), Kind.ONE_WAY: _l("One-way words"), Kind.STOP_WORD: _l("Stop words"), Kind.SKILL: _l("Skills"),
    Kind.OCCUPATION: _l("Occupations"), Kind.CERTIFICATE: _l("Certificates"), Kind.SPECIALTY: _l("Specialties"),
}
MEANINGS = {
    Kind.SYNONYM: _l("Each of these words finds the others, in searches and in the ranking."),
    Kind.ONE_WAY: _l("Who searches for the first word is also shown the others, but not the other way round."),
    Kind.STOP_WORD: _l("Words that say nothing about the work: the ranking and the search pass over them."),
    Kind.SKILL: _l("Other names of a skill count as the skill."),
    Kind.OCCUPATION: _l("Usual job titles and the occupation they belong to."),
    Kind.CERTIFICATE: _l("Other names of a certificate count as the certificate."),
    Kind.SPECIALTY: _l("What a military specialty is worth in civil work."),
}
STRENGTHS = {"A": _l("A: fits directly"), "B": _l("B: after a short course or with another certificate"), "C": _l("C: by general qualities")}
DEEDS = {"add": _l("Added"), "change": _l("Changed"), "retire": _l("Retired"), "undo": _l("Undone"), "plant": _l("Brought by the product")}
