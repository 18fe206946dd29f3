"""The posts of an enterprise: title, duties and requirements as a county's employers write them, and what the fields say of the same."""

from dataclasses import dataclass, field
from random import Random
from typing import Any

from core.reference import EDUCATION_RANK
from demo.firms import Firm
from demo.vocabulary import Occupation, occupations, phrases, variants
from demo.words import expand, listed, rounded, some
from jobs.posts import post_key
from jobs.relaxations import Relaxed
from jobs.relaxations import phrases as relaxed_phrases

STEP = {"month": 100, "day": 10, "hour": 1}
SUPPORT = ("保安员", "会计", "行政文员", "仓库保管员", "保洁员", "小车司机", "厨师", "维修电工", "业务员", "统计员", "叉车司机", "人事专员", "出纳", "采购员",
           "办公室主任", "宿舍管理员", "企业安全员", "货车司机", "食堂管理员", "消防设施操作员")
SAYS_SHIFT = {"（长白班）": "day", "（两班倒）": "two", "（夜班）": "night"}


@dataclass
class Post:
    """What stays the same whenever the post is offered: its occupation, its key and the posting's content."""

    occupation: Occupation
    key: str
    low: int
    high: int
    content: dict[str, Any] = field(default_factory=dict)


def write_posts(rng: Random, firm: Firm, number: int) -> list[Post]:
    """`number` posts of a firm, no two with the same title at the same place."""
    out: dict[str, Post] = {}
    tries = 0
    while len(out) < number:
        tries += 1
        post = _post(rng, firm, _occupation(rng, firm), tries)
        out.setdefault(post.key, post)
    return list(out.values())


def _occupation(rng: Random, firm: Firm) -> Occupation:
    names = firm.kind.occupations
    if rng.random() < (0.1 if firm.size == "1-20" else 0.2):
        return occupations()[rng.choice(SUPPORT)]
    return occupations()[rng.choices(names, [1.6 if n < 4 else 1.0 for n in range(len(names))])[0]]


def _post(rng: Random, firm: Firm, job: Occupation, tries: int) -> Post:
    title, words = rng.choice(job.titles), phrases()
    suffix = "" if "（" in title else rng.choice(words["suffix"])
    if tries > 60:
        suffix = f"（{rng.choice('一二三四五六七八')}{rng.choice(['车间', '部', '队', '区'])}）"
    place = rng.choice(firm.sites)
    shift = SAYS_SHIFT.get(suffix) or rng.choice(job.shifts)
    low, high, unit = rng.choice(job.pays)
    factor = rng.gauss(1.0, 0.08)
    post = Post(job, post_key(title + suffix, place), rounded(low * factor, STEP[unit]), rounded(high * factor * rng.uniform(0.85, 1.05), STEP[unit]))
    asked = _asked(rng, job)
    post.content = {
        "title": title + suffix, "occupation_code": job.code, "place": place, "township_code": firm.township, "pay_unit": unit,
        "shift": "day" if shift == "rota" else shift, "rest": _rest(rng, shift), "duties": _duties(rng, job),
        "pay_note": rng.choice(words["pay_note"]) if rng.random() < 0.4 else "", **asked, **_welfare(rng, firm, suffix),
        "veteran_first": rng.random() < 0.35, "family_welcome": rng.random() < 0.1,
    }
    post.content["relaxations"] = _relaxations(rng, post.content)
    post.content["requirements"] = _requirements(rng, job, shift, post.content)
    return post


def _rest(rng: Random, shift: str) -> str:
    return "rota" if shift == "rota" else rng.choice(("", "month", "month", "one", "one", "two", "rota"))


def _duties(rng: Random, job: Occupation) -> str:
    chosen = [expand(rng, line) for line in some(rng, job.duties, 3, 5)]
    return str(rng.choice(phrases()["duty_lead"])) + listed(rng, chosen)


def _asked(rng: Random, job: Occupation) -> dict[str, Any]:
    """What the fields state; the sentence of requirements is written from them, and may say less or more."""
    education = job.education
    if rng.random() < 0.25 and EDUCATION_RANK.get(education, 0) <= 3:
        education = "不限" if rng.random() < 0.6 else rng.choice(("初中", "高中", "中专"))
    age_max = min(60, job.age_max + rng.choice((-10, -5, 0, 0, 0, 5))) if rng.random() < 0.6 else None
    licences = list(job.licences) if rng.random() < (0.92 if job.drives else 0.25) else []
    return {
        "education": education if rng.random() < 0.93 else "", "age_max": age_max, "age_min": 18 if age_max and rng.random() < 0.5 else None,
        "experience_years": rng.choice((1, 1, 2, 2, 3, 5)) if rng.random() < 0.35 else None, "licences": licences,
        "certificates": [name for name in job.certificates if rng.random() < 0.8], "skills": some(rng, job.skills, 2, 6),
    }


def _welfare(rng: Random, firm: Firm, suffix: str) -> dict[str, bool]:
    lodging = suffix == "（包吃住）" or rng.random() < 0.3
    return {"has_insurance": rng.random() < (0.35 if firm.size == "1-20" else 0.8), "has_meals": lodging or rng.random() < 0.35, "has_lodging": lodging}


def _relaxations(rng: Random, content: dict[str, Any]) -> list[str]:
    if not content["veteran_first"] or rng.random() < 0.55:
        return []
    age = content["age_max"] + 5 if content["age_max"] and content["age_max"] <= 55 and rng.random() < 0.7 else None
    education = {"本科": "大专", "大专": "高中", "中专": "初中", "高中": "初中"}.get(content["education"], "") if rng.random() < 0.5 else ""
    return relaxed_phrases(Relaxed(age, education, bool(content["certificates"]) and rng.random() < 0.3, bool(content["experience_years"])))


def _requirements(rng: Random, job: Occupation, shift: str, asked: dict[str, Any]) -> str:
    words, parts = phrases(), list[str]()
    if asked["age_max"] and rng.random() < 0.85:
        parts.append(rng.choice(words["age_range" if asked["age_min"] else "age_max"]).format(min=asked["age_min"], max=asked["age_max"]))
    if asked["education"] and rng.random() < 0.7:
        parts.append(rng.choice(words["any_education"] if asked["education"] == "不限" else words["education"]).format(edu=asked["education"]))
    if asked["experience_years"]:
        parts.append(rng.choice(words["experience"]).format(n=asked["experience_years"], title=job.titles[0]))
    if asked["licences"]:
        parts.append(rng.choice(words["licence"]).format(lic="或".join(asked["licences"])))
    parts += [rng.choice(words["certificate"]).format(cert=_spoken(rng, name)) for name in asked["certificates"] if rng.random() < 0.85]
    if job.welcome and rng.random() < 0.35:
        parts.append(rng.choice(words["certificate_plus"]).format(cert=_spoken(rng, rng.choice(job.welcome))))
    needs = [need for need in some(rng, job.needs, 1, 3) if not (asked["certificates"] and "证" in need)]
    parts += [expand(rng, need) for need in needs]
    parts += _manners(rng, shift, asked)
    if rng.random() < 0.3:
        rng.shuffle(parts)
    return str(rng.choice(words["need_lead"])) + listed(rng, parts or [rng.choice(words["attitude"])])


def _spoken(rng: Random, certificate: str) -> str:
    return rng.choice((certificate, *variants("certificate_words").get(certificate, ())))


def _manners(rng: Random, shift: str, asked: dict[str, Any]) -> list[str]:
    words, out = phrases(), list[str]()
    if shift in words["shift"] and rng.random() < 0.4:
        out.append(rng.choice(words["shift"][shift]))
    if rng.random() < 0.55:
        out.append(rng.choice(words["attitude"]))
    if not asked["experience_years"] and rng.random() < 0.2:
        out.append(rng.choice(words["open"]))
    if asked["veteran_first"] and rng.random() < 0.7:
        out.append(rng.choice(words["veteran"]))
    if asked["family_welcome"]:
        out.append(rng.choice(words["family"]))
    if asked["has_insurance"] and rng.random() < 0.2:
        out.append(rng.choice(words["welfare"]))
    return out
