"""The same post offered again is counted once as a post and twice as a posting."""

from sqlalchemy import event

from core.db import db, transaction
from jobs.models import Position
from jobs.posts import count_posts, link_post, link_posts, post_key


def test_two_spellings_of_one_post_share_a_key():
    assert post_key("Ａ类 焊工", "凌源市城关街道") == post_key("a类焊工", "城关街道")
    assert post_key("焊工", "城关街道") != post_key("焊工", "东城街道")


def test_postings_of_one_employer_with_the_same_title_and_place_are_one_post(make):
    ours, theirs = make.employer(), make.employer()
    first = make.position(ours, title="焊工", place="城关街道", fair_number=1)
    again = make.position(ours, title="焊 工", place="凌源市城关街道", fair_number=2)
    other = make.position(ours, title="电工", place="城关街道", fair_number=2)
    foreign = make.position(theirs, title="焊工", place="城关街道", fair_number=2)
    with transaction():
        link_post(first)
        link_posts([again, other, foreign])
    assert first.post_id == again.post_id
    assert len({first.post_id, other.post_id, foreign.post_id}) == 3
    assert count_posts() == (4, 3)
    assert count_posts(fair_number=2) == (3, 3)


def test_linking_many_takes_a_constant_number_of_queries(make):
    employer = make.employer()
    positions = [make.position(employer, title=f"岗位{n}") for n in range(30)]
    ids = [position.id for position in positions]
    statements = []

    def count(*args):
        statements.append(args[2])

    with transaction() as session:
        found = [session.get(Position, position_id) for position_id in ids]
        event.listen(db.engine, "before_cursor_execute", count)
        link_posts(found)
        event.remove(db.engine, "before_cursor_execute", count)
    assert len(statements) <= 4
