"""Random lives of a resource, step by step beside a reference model of a few lists: states, counters and the order of offers never differ."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from random import Random

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import select

from core import reservation
from core.db import db, transaction
from core.reservation import Kind, Place, ReservationRefused, register_kind

START = datetime(2026, 12, 5, 1, tzinfo=UTC)
HOLDS = timedelta(hours=2)
clock = [START]
seen = Counter()


@dataclass
class Claim:
    """One holder in the model."""

    holder: int
    priority: int
    turn: tuple
    state: str
    until: datetime | None = None
    offers: int = 0


class Model:
    """The line as a list, nothing clever."""

    def __init__(self, capacity):
        self.capacity, self.closes, self.claims, self.log, self.serial = capacity, None, {}, [], 0

    def of(self, *states):
        return [c for c in self.claims.values() if c.state in states]

    @property
    def taken(self):
        return len(self.of("held", "used", "offered"))

    def is_closed(self):
        return self.closes is not None and self.closes <= clock[0]

    def reserve(self, holder, priority, waits, by_hand):
        if holder in self.claims:
            return "AlreadyReserved"
        free = self.taken < self.capacity
        self.serial += 1
        if free and (by_hand or (not self.of("waiting") and not self.is_closed())):
            self.claims[holder] = Claim(holder, 0, (clock[0], self.serial), "held")
            return "held"
        if not by_hand and self.is_closed():
            return "IsClosed"
        if by_hand or not waits:
            return "IsFull"
        self.claims[holder] = Claim(holder, priority, (clock[0], self.serial), "waiting")
        return "waiting"

    def offer(self):
        while self.taken < self.capacity and not self.is_closed() and self.of("waiting"):
            first = min(self.of("waiting"), key=lambda c: (-c.priority, c.turn))
            first.state, first.offers = "offered", first.offers + 1
            first.until = min(clock[0] + HOLDS, self.closes or clock[0] + HOLDS)
            self.log.append(first.holder)

    def release(self, holder):
        claim = self.claims.get(holder)
        if claim is None or claim.state == "used":
            return False
        del self.claims[holder]
        self.offer()
        return True

    def accept(self, holder):
        claim = self.claims[holder]
        if claim.state != "offered" or claim.until <= clock[0]:
            return "OfferIsOver"
        claim.state = "held"
        return "held"

    def use(self, holder):
        if self.claims[holder].state != "held":
            return False
        self.claims[holder].state = "used"
        return True

    def lapse(self):
        late = sorted((c for c in self.of("offered") if c.until <= clock[0]), key=lambda c: (c.until, c.turn[1]))
        for claim in late:
            if claim.offers >= 2:
                del self.claims[claim.holder]
            else:
                claim.state, claim.turn = "waiting", (clock[0], claim.turn[1])
            self.offer()
        return len(late)


class Life(RuleBasedStateMachine):
    """Each step throws the dice of the life's seed: what happens and to whom."""

    @initialize(capacity=st.integers(0, 3), seed=st.integers(0, 2**64 - 1))
    def begin(self, capacity, seed):
        self.dice = Random(seed)
        clock[0] = START
        self.log, self.model = [], Model(capacity)
        register_kind(Kind("model", HOLDS, lambda place: self.log.append(place.holder)))
        with transaction():
            self.resource = reservation.open_resource("model", capacity).id

    @rule()
    def step(self):
        dice = self.dice
        (act,) = dice.choices((self.reserve, self.release, self.accept, self.use, self.wait, self.lapse, self.resize, self.close), (16, 9, 5, 1, 6, 6, 1, 1))
        act(dice, dice.randint(1, 12))

    def place(self, holder):
        return reservation.live_place(self.resource, holder)

    def reserve(self, dice, holder):
        how = {"priority": dice.choice([0, 0, 0, 1]), "waits": dice.random() < 0.8, "by_hand": dice.random() < 0.15}
        try:
            with transaction():
                got = reservation.reserve(self.resource, holder, **how).state
        except ReservationRefused as refused:
            got = type(refused).__name__
        assert got == self.model.reserve(holder, **how)

    def release(self, _dice, holder):
        with transaction():
            place = self.place(holder)
            got = place is not None and reservation.release(place, "changed")
            if got:
                assert not reservation.release(place, "again"), "a place comes back once"
        assert got == self.model.release(holder)

    def accept(self, dice, _holder):
        if not self.model.claims:
            return
        holder = dice.choice([c.holder for c in self.model.of("offered")] or list(self.model.claims))
        try:
            with transaction():
                place = self.place(holder)
                reservation.accept_offer(place)
                got = place.state
        except ReservationRefused as refused:
            got = type(refused).__name__
        assert got == self.model.accept(holder)
        seen["accept"] += got == "held"

    def use(self, _dice, holder):
        if holder in self.model.claims:
            with transaction():
                done = reservation.use_place(self.place(holder))
            assert done == self.model.use(holder)

    def wait(self, dice, _holder):
        clock[0] += timedelta(minutes=dice.choice([0, 1, 59, 60, 61, 120, 121, 300]))

    def lapse(self, _dice, _holder):
        with transaction():
            late = reservation.lapse_offers()
        assert late == self.model.lapse()
        seen["lapse"] += late

    def resize(self, dice, _holder):
        capacity = dice.randint(0, 4)
        try:
            with transaction():
                reservation.set_capacity(self.resource, capacity)
            refused = False
        except ReservationRefused:
            refused = True
        assert refused == (capacity < self.model.taken)
        if not refused:
            self.model.capacity = capacity
            self.model.offer()

    def close(self, dice, _holder):
        hours = dice.choice([None, None, None, 0, 3, 20])
        closes = None if hours is None else clock[0] + timedelta(hours=hours)
        with transaction():
            reservation.set_closing(self.resource, closes)
        self.model.closes = closes
        self.model.offer()

    @invariant()
    def both_agree(self):
        if not hasattr(self, "resource"):
            return
        db.session.rollback()
        rows = dict(db.session.execute(select(Place.holder, Place.state).where(Place.resource_id == self.resource, Place.state != "released")).all())
        assert rows == {c.holder: c.state for c in self.model.claims.values()}
        kept = reservation.resource(self.resource)
        assert (kept.taken, kept.waiting, kept.capacity) == (self.model.taken, len(self.model.of("waiting")), self.model.capacity)
        assert kept.taken <= kept.capacity
        assert self.log == self.model.log, "the oldest first, each once"

    def teardown(self):
        seen["offers"] += len(self.model.log)
        if hasattr(self, "resource"):
            with transaction() as session:
                session.execute(Place.__table__.delete())
                session.execute(reservation.Resource.__table__.delete())


def _live(runs, steps):
    chosen = settings(max_examples=runs, stateful_step_count=steps, deadline=None, derandomize=runs < 100, database=None, phases=[Phase.generate],
                      suppress_health_check=list(HealthCheck))
    run_state_machine_as_test(Life, settings=chosen)


@pytest.fixture
def _turned(app, monkeypatch):
    monkeypatch.setattr(reservation, "now", lambda: clock[0])
    yield
    reservation._kinds.pop("model", None)


@pytest.mark.usefixtures("_turned")
def test_lives_beside_the_model():
    seen.clear()
    _live(20, 50)
    assert min(seen["offers"], seen["accept"], seen["lapse"]) > 10, f"the lives were too dull: {seen}"


@pytest.mark.long
@pytest.mark.usefixtures("_turned")
def test_many_lives_beside_the_model():
    seen.clear()
    _live(200, 100)
    assert min(seen["offers"], seen["accept"], seen["lapse"]) > 200, f"the lives were too dull: {seen}"


@pytest.mark.usefixtures("_turned")
def test_red_when_an_offer_does_not_hold_its_place(monkeypatch):
    """A line that offers a place without taking it is caught."""
    whole = reservation._offer_free

    def careless(resource):
        before = resource.taken
        whole(resource)
        resource.taken = before
    monkeypatch.setattr(reservation, "_offer_free", careless)
    with pytest.raises(AssertionError):
        _live(20, 50)
