"""Rows for tests: each method writes one committed thing with plausible values, every value can be named."""

import itertools
from datetime import date, timedelta

from stdnum.cn import ric, uscc

from accounts.models import Account, SignIn, StaffRole
from core import crypto
from core.audit import SYSTEM
from core.clock import now, today
from core.db import db, transaction
from employers.models import Employer, EmployerMember
from employers.names import name_key
from jobs.models import Position
from jobs.services import refresh_conditions, refresh_derived
from veterans.models import Person, ServiceRecord

_serial = itertools.count(1)
VILLAGE = "211382001001"
OTHER_VILLAGE = "211382002002"


def identity_number(serial: int, born: date = date(1985, 3, 1), division: str = "211382") -> str:
    """A number with a correct check digit."""
    body = f"{division}{born:%Y%m%d}{serial % 1000:03d}"
    return body + ric.calc_check_digit(body + "0")


def phone_number(serial: int) -> str:
    return f"138{serial:08d}"


def credit_code(serial: int) -> str:
    body = f"91211382MA{serial:07d}"
    return body + uscc.calc_check_digit(body)


class Factory:
    """Writes rows and signs accounts in."""

    def __init__(self, app):
        self.app = app

    def _save(self, *rows):
        with transaction() as session:
            session.add_all(rows)
        return rows[0]

    def account(self, **values):
        n = next(_serial)
        phone = values.pop("phone", phone_number(n))
        row = Account(phone=phone, phone_index=crypto.blind_index(phone, "phone"), name=values.pop("name", f"账号{n}"), **values)
        return self._save(row)

    def staff(self, role=StaffRole.CITY, station="211382", **values):
        return self.account(staff_role=str(role), station_code=station, **values)

    def person(self, **values):
        n = next(_serial)
        own = date(1985, 3, 2) + timedelta(days=n // 1000)  # never the day of numbers that tests write themselves
        born = date(1985, 3, 1) if "identity_number" in values else own
        number = values.pop("identity_number", identity_number(n, born))
        phone = values.pop("phone", phone_number(n))
        service = values.pop("service", None)
        defaults = {"name": f"王{n}", "sex": "1", "birth_date": born, "education": "高中", "station_code": VILLAGE, "seeking": "yes",
                    "employment": "seeking", "visibility": "masked"}
        row = Person(identity_number=number, identity_index=crypto.blind_index(number, "identity") if number else None,
                     phone=phone, phone_index=crypto.blind_index(phone, "phone") if phone else None, **{**defaults, **values})
        if service is not None:
            row.service = ServiceRecord(**service)
        return self._save(row)

    def employer(self, **values):
        n = next(_serial)
        defaults = {"name": f"凌源第{n}机械有限公司", "credit_code": credit_code(n), "state": "verified", "verified_at": now(), "township_code": "211382001",
                    "verified_until": today() + timedelta(days=150), "intro": "机械加工，120 人。", "nature": "private", "industry": "C"}
        merged = {**defaults, **values}
        return self._save(Employer(name_key=name_key(merged["name"]), **merged))

    def recruiter(self, employer, **values):
        account = self.account(**values)
        self._save(EmployerMember(employer_id=employer.id, account_id=account.id, title="人事"))
        return account

    def position(self, employer=None, **values):
        employer = employer or self.employer()
        defaults = {"title": "叉车司机", "headcount": 3, "duties": "负责库区托盘装卸、上架和出库，班前检查车况。", "requirements": "持叉车证，会开 3 吨叉车。",
                    "education": "初中", "pay_min": 4800, "pay_max": 6200, "pay_unit": "month", "place": "城关街道物流园", "township_code": "211382009",
                    "valid_until": today() + timedelta(days=60), "state": "live", "skills": ["叉车"], "has_insurance": True}
        defaults["published_at"] = None if values.get("state") == "draft" else now()
        with transaction() as session:
            row = Position(employer_id=employer.id, **{**defaults, **values})
            session.add(row)
            session.flush()
            refresh_derived(row, session.get(Employer, employer.id))
            refresh_conditions([row], SYSTEM)
        return row

    def fresh(self, row):
        """The row as it is in the database now."""
        db.session.rollback()
        db.session.refresh(row)
        return row

    def client(self, account=None):
        """A test client, signed in as `account` when one is given."""
        client = self.app.test_client()
        if account is not None:
            token = f"test-token-{next(_serial)}"
            with transaction() as session:
                session.add(SignIn(token_hash=crypto.digest(token), account_id=account.id, totp_passed=True))
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
                cookie["_fresh"] = True
        return client
