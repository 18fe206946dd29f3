"""Random changes of people and positions, by every way there is: the session, a bulk statement, a cascade."""

import random

from sqlalchemy import delete, select, update

from core.db import db, transaction
from employers.models import Employer
from jobs.models import Position
from tests.factories import Factory
from veterans.models import Person, PersonSkill, Qualification, ServiceRecord

WORDS = ["叉车司机", "电工维修", "仓库管理", "大货车长途运输", "面点烹饪", "安保巡逻", "数控车床", "CNC operator", "焊接 氩弧焊", "消防设施操作"]
SKILLS = ["叉车", "电工", "焊接", "数控车床", "烹饪", "消防设施", "驾驶"]


class Editor:
    """Makes one change after another, the same for the same seed."""

    def __init__(self, make: Factory, seed: int) -> None:
        self.make, self.rng, self.employer = make, random.Random(seed), make.employer().id

    def _words(self):
        return "；".join(self.rng.sample(WORDS, self.rng.randint(1, 3)) + [f"新词{self.rng.randint(0, 99)}"] * self.rng.randint(0, 1))

    def _any(self, table, session):
        ids = session.execute(select(table.id)).scalars().all()
        return session.get(table, self.rng.choice(ids)) if ids else None

    def add_person(self, **values):
        skills = [PersonSkill(name=name, level=self.rng.choice([None, 1, 3])) for name in self.rng.sample(SKILLS, self.rng.randint(0, 3))]
        fields = {"experience": self._words(), "wanted_occupations": [self.rng.choice(WORDS)], "skills": skills, "wanted_pay": self.rng.choice([None, 4000])}
        return self.make.person(**{**fields, **values})

    def add_position(self):
        employer = db.session.get(Employer, self.employer)
        return self.make.position(employer, title=self.rng.choice(WORDS), duties=self._words(), skills=self.rng.sample(SKILLS, 2),
                                  education=self.rng.choice(["", "高中", "大专"]), age_max=self.rng.choice([None, 35, 45]))

    def change(self):
        kind = self.rng.choice(["person", "text", "skill", "unskill", "paper", "service", "bulk", "position", "title", "state", "remove", "drop"])
        if kind == "person":
            self.add_person()
        elif kind == "position":
            self.add_position()
        else:
            with transaction() as session:
                getattr(self, f"_{kind}")(session)
        db.session.remove()

    def _text_of(self, session, table, name):
        row = self._any(table, session)
        if row:
            setattr(row, name, self._words())

    def _text(self, session):
        self._text_of(session, Person, "experience")

    def _title(self, session):
        self._text_of(session, Position, "duties")

    def _skill(self, session):
        person, name = self._any(Person, session), self.rng.choice(SKILLS)
        if person and not session.execute(select(PersonSkill).where(PersonSkill.person_id == person.id, PersonSkill.name == name)).first():
            session.add(PersonSkill(person_id=person.id, name=name))

    def _unskill(self, session):
        session.execute(delete(PersonSkill).where(PersonSkill.name == self.rng.choice(SKILLS), PersonSkill.person_id % 3 == 0))

    def _paper(self, session):
        person = self._any(Person, session)
        if person:
            session.add(Qualification(person_id=person.id, kind="licence", name=self.rng.choice(["B2", "C1"])))

    def _service(self, session):
        person = self._any(Person, session)
        if person and not session.execute(select(ServiceRecord).where(ServiceRecord.person_id == person.id)).first():
            session.add(ServiceRecord(person_id=person.id, duty=self.rng.choice(WORDS), specialties=[{"code": "M01", "name": "", "years": 3}]))

    def _bulk(self, session):
        session.execute(update(Person).where(Person.id % 5 == self.rng.randint(0, 4)).values(education=self.rng.choice(["高中", "大专"])))

    def _state(self, session):
        position = self._any(Position, session)
        if position:
            position.state, position.live_until = "closed", None

    def _remove(self, session):
        person = self._any(Person, session)
        if person:
            session.execute(delete(Person).where(Person.id == person.id))

    def _drop(self, session):
        position = self._any(Position, session)
        if position:
            session.execute(delete(Position).where(Position.id == position.id))

