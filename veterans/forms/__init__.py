"""What may be entered about a person: the six steps, what staff enter, finding or claiming a file."""

from veterans.forms.claims import ClaimForm, ConfirmClaimForm, NewFileForm, RefuseClaimForm
from veterans.forms.pairs import RelativeForm
from veterans.forms.staff import MASKED, BasicsForm, ExportForm, FindForm, NewPersonForm, ResetForm, RevealForm, RosterFilterForm
from veterans.forms.steps import (
    FamilyForm,
    OwnBasicsForm,
    PrivacyForm,
    QualificationForm,
    ServiceForm,
    SkillForm,
    StaffPrivacyForm,
    StaffSkillForm,
    WishesForm,
    WorkForm,
)

__all__ = [
    "MASKED", "BasicsForm", "ClaimForm", "ConfirmClaimForm", "ExportForm", "FamilyForm", "FindForm", "NewFileForm", "NewPersonForm", "OwnBasicsForm",
    "PrivacyForm", "QualificationForm", "RelativeForm", "RefuseClaimForm", "ResetForm", "RevealForm", "RosterFilterForm",
    "ServiceForm", "SkillForm", "StaffPrivacyForm",
    "StaffSkillForm", "WishesForm", "WorkForm",
]
