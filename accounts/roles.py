"""What the roles of staff are called."""

from typing import Any

from flask_babel import lazy_gettext as _l

from accounts.models import StaffRole

ROLE_NAMES: dict[str, Any] = {
    StaffRole.VILLAGE: _l("Village station staff"),
    StaffRole.TOWNSHIP: _l("Township station staff"),
    StaffRole.CITY: _l("City bureau staff"),
    StaffRole.FAIR_DESK: _l("Fair desk"),
    StaffRole.AUDITOR: _l("Auditor"),
    StaffRole.SYSTEM_ADMIN: _l("System administrator"),
    StaffRole.SECURITY_ADMIN: _l("Security administrator"),
    StaffRole.AUDIT_ADMIN: _l("Audit administrator"),
}
