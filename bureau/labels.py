"""What the audit log's codes are called where they are shown."""

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from accounts.roles import ROLE_NAMES
from bureau.delivery import CHANNELS, DELIVERY
from core.audit import Action
from core.messages import NAMES
from core.reference import CLOSE_REASONS, REPORT_KINDS
from employers.states import CONDUCT
from jobs.disclosure.states import LABELS as CONTACT_STATES
from jobs.fairs.checklist import STEPS as TASKS
from jobs.fairs.gate import PAPERS
from jobs.fairs.states import CANCEL_REASONS, STEPS
from jobs.required.wording import GROUP_LABELS
from jobs.required.wording import LABELS as CONDITIONS
from jobs.states import EXTEND_REASONS
from jobs.states import LABELS as POSITION_STATES
from jobs.states.applications import DECLINE_REASONS, UNSUCCESSFUL_REASONS
from jobs.states.outcomes import END_REASONS, LAPSE_REASONS, PROOF_LABELS, SIDES, WAYS
from jobs.states.weights import WEIGHTS_STEPS
from veterans.labels import EXPORT_REASONS, REASONS

ACTIONS: dict[str, Any] = {
    Action.SIGNED_UP: _l("Signed up"), Action.SIGNED_IN: _l("Signed in"), Action.SIGN_IN_FAILED: _l("Sign-in failed"), Action.SIGNED_OUT: _l("Signed out"),
    Action.SESSION_REVOKED: _l("Session ended"), Action.PASSWORD_CHANGED: _l("Password changed"), Action.PHONE_CHANGED: _l("Phone changed"),
    Action.TOTP_CHANGED: _l("Second factor changed"), Action.STAFF_INVITED: _l("Staff invited"), Action.STAFF_JOINED: _l("Staff joined"),
    Action.STAFF_CHANGED: _l("Staff changed"), Action.STATION_CHANGED: _l("Station changed"),
    Action.PERSON_ADDED: _l("Person put on file"), Action.PERSON_CHANGED: _l("File changed"), Action.PERSON_LINKED: _l("Account joined to a file"),
    Action.PERSON_CONFIRMED: _l("File confirmed by the person"), Action.PERSONS_MERGED: _l("Two files merged"),
    Action.PERSONS_DIFFER: _l("Two files kept apart"), Action.PAIR_ASKED: _l("Asked to link two files of a family"),
    Action.PAIR_CONFIRMED: _l("Files of a family linked"), Action.PAIR_REFUSED: _l("Link of a family refused"), Action.PAIR_ENDED: _l("Link of a family ended"),
    Action.PERSON_LINK_REFUSED: _l("Request to join refused"), Action.PERSONAL_DATA_REVEALED: _l("Personal data shown"), Action.EXPORTED: _l("Exported"),
    Action.EMPLOYER_REGISTERED: _l("Employer registered"), Action.EMPLOYER_CHANGED: _l("Employer changed"),
    Action.EMPLOYER_SUBMITTED: _l("Employer submitted"), Action.EMPLOYER_VERIFIED: _l("Employer verified"), Action.EMPLOYER_RETURNED: _l("Employer returned"),
    Action.EMPLOYER_SUSPENDED: _l("Employer suspended"), Action.EMPLOYER_FELL_DUE: _l("Employer due for verification"),
    Action.EMPLOYER_REINSTATED: _l("Employer's suspension lifted"), Action.EMPLOYER_RELEASED: _l("Employer released"),
    Action.PAPER_UPLOADED: _l("Paper uploaded"), Action.PAPER_OPENED: _l("Paper opened"),
    Action.POSITION_ADDED: _l("Position written"), Action.POSITION_CHANGED: _l("Position changed"), Action.POSITION_SUBMITTED: _l("Position submitted"),
    Action.POSITION_PUBLISHED: _l("Position published"), Action.POSITION_RETURNED: _l("Position returned"), Action.POSITION_WITHDRAWN: _l("Position withdrawn"),
    Action.POSITION_REVISED: _l("Position revised"), Action.POSITION_PAUSED: _l("Position paused"), Action.POSITION_RESUMED: _l("Position resumed"),
    Action.POSITION_EXTENDED: _l("Position extended"), Action.POSITION_CLOSED: _l("Position closed"), Action.POSITION_REPORTED: _l("Position reported"),
    Action.CONDITION_RELAXED: _l("Condition relaxed"), Action.CONDITION_CORRECTED: _l("Condition corrected"),
    Action.WORDING_DECIDED: _l("Decided on a wording"), Action.POSITION_REPORT_SETTLED: _l("Report settled"),
    Action.POSITION_TEMPLATE_KEPT: _l("Position template kept"), Action.POSITION_TEMPLATE_DROPPED: _l("Position template dropped"),
    Action.INTENTION_MOVED: _l("Intention moved on"), Action.PLACEMENT_MOVED: _l("Placement moved on"),
    Action.EMPLOYER_CONDUCT: _l("Conduct of an enterprise noted"),
    Action.FAIR_ADDED: _l("Fair set up"), Action.FAIR_CHANGED: _l("Fair changed"), Action.FAIR_MOVED: _l("Fair moved on"),
    Action.FAIR_EMPLOYER_MOVED: _l("Enterprise at a fair moved on"), Action.FAIR_POSITIONS_CHANGED: _l("Positions at a fair changed"),
    Action.FAIR_VISITOR_MOVED: _l("Visitor of a fair moved on"), Action.BOOTH_MOVED: _l("Booth moved on"), Action.BOOTHS_PLANNED: _l("Booths planned"),
    Action.SLOT_MOVED: _l("Interview slot moved on"), Action.VISIT_MOVED: _l("Booth queue moved on"),
    Action.APPLICATION_SUBMITTED: _l("Applied"), Action.APPLICATION_VIEWED: _l("Application seen"), Action.APPLICATION_SHORTLISTED: _l("Applicant shortlisted"),
    Action.APPLICATION_INTERVIEW: _l("Interview set"), Action.APPLICATION_OFFERED: _l("Job offered"), Action.APPLICATION_DECLINED: _l("Offer declined"),
    Action.APPLICATION_WITHDRAWN: _l("Application withdrawn"), Action.APPLICATION_UNSUCCESSFUL: _l("Applicant not taken"),
    Action.APPLICATION_PLACED: _l("Applicant at work"), Action.APPLICATION_HELP_ASKED: _l("Station asked to follow up"),
    Action.APPLICATION_HELPED: _l("Application followed up"), Action.CONSENT_GIVEN: _l("Consent given"), Action.CONSENT_WITHDRAWN: _l("Consent ended"),
    Action.CONTACT_ASKED: _l("Contact asked for"), Action.CONTACT_ANSWERED: _l("Request for contact answered"),
    Action.EMPLOYER_HIDDEN: _l("Employer hidden from"), Action.EMPLOYER_UNHIDDEN: _l("Hiding lifted"),
    Action.POSITIONS_RECOMMENDED: _l("Positions recommended"), Action.MESSAGE_SENT_AGAIN: _l("Message sent again"),
    Action.IMPORT_CONFIRMED: _l("Import confirmed"), Action.IMPORT_UNDONE: _l("Import undone"), Action.IMPORT_DISCARDED: _l("Import discarded"),
    Action.BACKUP_MADE: _l("Backup made"), Action.BACKUP_RESTORED: _l("Backup restored"), Action.KEYS_ROTATED: _l("Keys rotated"),
    Action.DEMO_LOADED: _l("Demo data loaded"), Action.DEMO_CLEARED: _l("Demo data cleared"),
    Action.SETTING_CHANGED: _l("Setting changed"),
    Action.LEXICON_CHANGED: _l("Dictionary entry written"), Action.LEXICON_RETIRED: _l("Dictionary entry retired"),
    Action.LEXICON_ROLLED_BACK: _l("Dictionary edit undone"), Action.WEIGHTS_MOVED: _l("Weights of the ranking changed"),
}
SUBJECTS = {
    "account": _l("Account"), "person": _l("File"), "link_request": _l("Request to join"), "roster": _l("Roster"), "station": _l("Station"),
    "employer": _l("Employer"), "position": _l("Position"), "import": _l("Import"), "import_batch": _l("Import"), "batch": _l("Import"), "paper": _l("Paper"),
    "fair": _l("Fair"), "fair_employer": _l("Enterprise at a fair"), "fair_registration": _l("Visitor of a fair"), "booth": _l("Booth"),
    "interview_slot": _l("Interview slot"), "booth_visit": _l("Place in a booth's queue"), "intention": _l("Intention"), "placement": _l("Placement"),
    "invitation": _l("Invitation"), "fact": _l("Setting"), "installation": _l("Installation"), "position_template": _l("Position template"),
    "lexicon_entry": _l("Dictionary entry"), "lexicon_edit": _l("Dictionary edit"), "ranking_weights": _l("Weights of the ranking"),
    "family_pair": _l("Link of a family"),
    "application": _l("Application"), "consent": _l("Consent"), "contact_request": _l("Request for contact"), "message": _l("Message"),
}
DETAILS = {
    "fields": _l("Fields"), "field": _l("Field"), "reason": _l("Reason"), "full": _l("In full"), "people": _l("People"), "account": _l("Account"),
    "request": _l("Request"), "person": _l("File"), "from_account": _l("Account before"), "role": _l("Role"), "station": _l("Station"),
    "at_station": _l("At the station"), "active": _l("In use"), "added": _l("Newly added"), "batch": _l("Batch"), "claimed": _l("Taken over"),
    "code": _l("Code"), "enrolled": _l("Switched on"), "invitation": _l("Invitation"), "kind": _l("What it is"), "paper": _l("Paper"),
    "position": _l("Position"), "positions": _l("Positions"), "rows": _l("Rows"), "sessions": _l("Sessions"), "withdrawn": _l("Taken back"),
    "name": _l("Name"), "was": _l("Before"), "removed": _l("Removed"), "report": _l("Report"), "restored": _l("Put back"), "scale": _l("Scale"),
    "seed": _l("Seed"), "until": _l("Until"), "basis": _l("Compared with"), "accounts": _l("Accounts"),
    "door": _l("Door"), "outcome": _l("Outcome"), "step": _l("Step"), "side": _l("Side"), "how": _l("How"), "proof": _l("Proof"), "intention": _l("Intention"),
    "fair": _l("Fair"), "booth": _l("Booth"), "by": _l("By"), "late": _l("After the day for cancelling"), "number": _l("Number"), "moved": _l("Moved"),
    "conduct": _l("What it was"), "task": _l("Task"),
    "made_at": _l("Made at"), "version": _l("Version"), "sha256": _l("Checksum"), "key": _l("Key"), "values": _l("Values"),
    "merged": _l("File merged into it"), "taken": _l("Taken over"), "other": _l("File"), "agreed": _l("The person agreed"),
    "wording": _l("Wording"), "decision": _l("Decision"), "purpose": _l("Purpose"), "entry": _l("Entry"), "state": _l("State"),
    "origin": _l("Made by"), "end": _l("How it ended"),
    "unsuccessful": _l("Reason"), "declined": _l("Reason"),
    "template": _l("What it says"), "channel": _l("Channel"), "delivery": _l("Delivery before"),
    "condition": _l("Condition"), "whom": _l("For whom"), "lets_in": _l("People let in"), "correction": _l("Correction"),
    "new": _l("New"), "updated": _l("Updated"), "duplicate": _l("Duplicate, left out"), "draft": _l("As draft, to be completed"), "wrong": _l("With errors"),
}
FIELDS = {
    "name": _l("Name"), "phone": _l("Phone"), "identity_number": _l("Identity number"), "address": _l("Address"), "note": _l("Note"),
    "disability": _l("Disability"), "education": _l("Education"), "employment": _l("Present situation"), "seeking": _l("Looking for work"),
    "visibility": _l("Who may see the file"), "station_code": _l("Station"), "skills": _l("Skills"), "qualifications": _l("Certificates and licences"),
    "kind": _l("Kind of person"), "birth_date": _l("Birth date"), "sex": _l("Sex"), "account_id": _l("Account"),
    "ethnicity": _l("Ethnicity"), "politics": _l("Political status"), "school": _l("School"), "major": _l("Field of study"),
    "work_unit": _l("Present employer"), "experience": _l("Work since service"), "experience_years": _l("Years of civil work"),
    "wanted_occupations": _l("Wanted work"), "wanted_places": _l("Wanted place"), "wanted_pay": _l("Lowest pay"), "wanted_shifts": _l("Shifts that suit"),
    "can_travel": _l("Work out of town"), "can_live_in": _l("Live in"), "personalised": _l("Suggestions"), "relation": _l("Relation"),
    "service_member": _l("Whose family"), "loss": _l("How the service member died"), "service": _l("Service record"), "nothing": _l("Nothing to enter"),
    "has_scanned_file": _l("Paper file"), "enlisted_on": _l("Enlisted on"), "discharged_on": _l("Discharged on"), "branch": _l("Branch"),
    "category": _l("Served as"), "rank": _l("Last rank"), "duty": _l("Duty"), "placement_mode": _l("Way of placement"),
    "merits": _l("Merits and honours"), "specialties": _l("Specialties"), "specialty": _l("Specialties"), "licences": _l("Driving licences"),
    "certificates": _l("Certificates"),
    "mode": _l("How it is held"),
    "partners": _l("Held together with"),
    "venue": _l("Hall"),
    "bus": _l("Buses"),
    "parking": _l("Parking"),
    "notice": _l("What visitors should know"),
    "schedule": _l("Course of the day"),
    "starts_at": _l("Begins at"),
    "ends_at": _l("Ends at"),
    "expected": _l("Expected visitors"),
    "employers_from": _l("Enterprises apply from"),
    "employers_until": _l("Enterprises apply until"),
    "people_from": _l("People register from"),
    "people_until": _l("People register until"),
    "cancel_until": _l("Enterprises cancel without a mark until"),
    "late_after": _l("Booths are kept for (minutes after the start)"),
    "halls": _l("Halls"),
    "booths": _l("Booths"),
    "hours": _l("Opening hours"), "credit_code": _l("Credit code"), "nature": _l("Kind of enterprise"), "industry": _l("Industry"), "size": _l("Size"),
    "intro": _l("What the enterprise does"), "township_code": _l("Township or subdistrict"), "veterans_employed": _l("Veterans at work there"),
    "title": _l("Name of the position"), "occupation_code": _l("Occupation"), "headcount": _l("How many people"), "duties": _l("What they do"),
    "requirements": _l("Other requirements"), "age_min": _l("Age from"),
    "age_max": _l("Age to"), "pay_min": _l("Pay from (yuan)"), "pay_max": _l("Pay to (yuan)"), "pay_unit": _l("Unit of pay"), "pay_note": _l("About the pay"),
    "place": _l("Place of work"), "shift": _l("Shifts"), "rest": _l("Days off"), "has_insurance": _l("Social insurance and housing fund"),
    "has_meals": _l("Meals provided"), "has_lodging": _l("Lodging provided"), "veteran_first": _l("Veterans are preferred where people are equal"),
    "family_welcome": _l("Families of service members are welcome"), "relaxations": _l("Relaxed for veterans"),
    "profile": _l("Profile"), "contact_name": _l("Whom the bureau calls"), "contact_phone": _l("Their phone"), "valid_until": _l("Open until"),
}
IMPORTS = {"veterans": _l("Roster"), "positions": _l("Positions"), "own_positions": _l("Positions"), "fair_positions": _l("Positions for a fair")}
# what a value means depends on its key: "withdrawn" is a way to end, or a request taken back
VALUES: dict[str, dict[str, Any]] = {
    "fields": FIELDS, "field": FIELDS, "taken": FIELDS,
    "reason": {**REASONS, **EXPORT_REASONS, **EXTEND_REASONS, **CLOSE_REASONS, **LAPSE_REASONS, **END_REASONS, **CANCEL_REASONS},
    "role": ROLE_NAMES, "was": POSITION_STATES,
    "conduct": CONDUCT, "task": {key: name for key, (name, _offset) in TASKS.items()},
    "step": {**STEPS, **WEIGHTS_STEPS}, "side": SIDES, "how": WAYS, "proof": PROOF_LABELS, "by": SIDES,
    "paper": {**PAPERS, "licence": _l("Business licence"), "authorisation": _l("Authorisation with the enterprise's stamp")},
    "basis": {"uploaded": _l("The uploaded papers"), "desk": _l("The originals, at the desk")},
    "kind": {**REPORT_KINDS, **IMPORTS},
    "purpose": {"profile": _l("File open to verified employers"), "application": _l("Application"), "contact": _l("Contact")},
    "end": {"withdrawn": _l("Withdrawn by the person"), "application": _l("Ended with the application")}, "state": CONTACT_STATES,
    "unsuccessful": UNSUCCESSFUL_REASONS, "declined": DECLINE_REASONS, "origin": {"self": _l("The person"), "staff": _l("A station"), "fair": _l("At a fair")},
    "condition": CONDITIONS, "whom": GROUP_LABELS,
    "correction": {"value": _l("Another value"), "dropped": _l("No condition"), "kept": _l("A condition after all"), "legal_basis": _l("Legal basis")},
    "template": NAMES, "channel": CHANNELS, "delivery": DELIVERY,
    "name": {"checklist.dismissed": _l("Checklist put away")},
}
MOST = 10


def action_label(action: str) -> str:
    """What a deed is called."""
    return str(ACTIONS.get(action, action))


def role_label(role: str | None) -> str:
    """What a role of staff is called; empty for none."""
    return str(ROLE_NAMES.get(role, role)) if role else ""


def subject_label(kind: str, number: int | None) -> str:
    """What a deed was done to: its kind and number."""
    name = str(SUBJECTS.get(kind, kind))
    return name if number is None else f"{name} {number}"


def _value(key: str, value: Any) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return "、".join(_value(key, item) for item in value[:MOST]) + (" …" if len(value) > MOST else "")
    return str(VALUES.get(key, {}).get(value.removeprefix("service."), value)) if isinstance(value, str) else str(value)


def detail_label(detail: dict[str, Any]) -> str:
    """The codes, ids and names of fields kept with a deed, in words."""
    colon = _(": ")
    return str(_("; ")).join(f"{DETAILS.get(key, key)}{colon}{_value(key, value)}" for key, value in detail.items() if value not in (None, [], ""))
