"""Code tables. Values are what is stored; labels are translated when shown."""

import csv
from functools import cache
from pathlib import Path

from flask_babel import lazy_gettext as _l

FOLDER = Path(__file__).parent

ANY_EDUCATION = "不限"
EDUCATION = {
    "小学": _l("Primary school"), "初中": _l("Junior high school"), "高中": _l("Senior high school"), "中专": _l("Vocational secondary school"),
    "大专": _l("Junior college"), "本科": _l("Bachelor"), "硕士": _l("Master"), "博士": _l("Doctor"),
}
EDUCATION_RANK = {"小学": 1, "初中": 2, "高中": 3, "中专": 3, "大专": 4, "本科": 5, "硕士": 6, "博士": 7}
PAY_UNITS = {"month": _l("month"), "day": _l("day"), "hour": _l("hour"), "year": _l("year"), "piece": _l("piece")}
SHIFTS = {
    "day": _l("Day shift"), "two": _l("Two shifts"), "three": _l("Three shifts"), "four": _l("Four crews, three shifts"), "night": _l("Night shift"),
    "flexible": _l("Flexible hours"),
}
RESTS = {"two": _l("Two days off a week"), "one": _l("One day off a week"), "rota": _l("Days off by rota"), "month": _l("Four days off a month")}
EMPLOYMENT = {
    "employed": _l("Employed"), "seeking": _l("Awaiting employment"), "own": _l("Own business"), "farming": _l("Farming"),
    "study": _l("Studying"), "retired": _l("Retired"), "unable": _l("Unable to work"),
}
PLACEMENT_MODES = {
    "self_arranged": _l("Self-arranged employment"), "assigned": _l("Government-assigned employment"), "monthly": _l("Monthly retirement pension"),
    "transfer": _l("Transfer to civilian post"), "demobilised": _l("Demobilisation"), "retired": _l("Retirement"), "supported": _l("State support for life"),
    "self_chosen": _l("Self-chosen career"),
}
PERSON_KINDS = {
    "veteran": _l("Veteran"), "active_family": _l("Family of an active service member"), "bereaved_family": _l("Bereaved family"),
}
RELATIONS = {"spouse": _l("Spouse"), "parent": _l("Parent"), "child": _l("Son or daughter"), "sibling": _l("Brother or sister"), "other": _l("Other relative")}
LOSSES = {"martyr": _l("Martyr"), "duty": _l("Died on duty"), "illness": _l("Died of illness in service")}
SERVICE_CATEGORIES = {"officer": _l("Officer"), "nco": _l("Non-commissioned officer"), "conscript": _l("Conscript")}
BRANCHES = ("陆军", "海军", "空军", "火箭军", "武警", "军事航天部队", "网络空间部队", "信息支援部队", "联勤保障部队")
RANKS = ("列兵", "上等兵", "下士", "中士", "上士", "二级上士", "一级上士", "四级军士长", "三级军士长", "二级军士长", "一级军士长",
         "少尉", "中尉", "上尉", "少校", "中校", "上校", "大校")
LICENCE_CLASSES = ("A1", "A2", "A3", "B1", "B2", "C1", "C2", "C5", "C6", "D", "E")
SEXES = {"0": _l("Unknown"), "1": _l("Male"), "2": _l("Female"), "9": _l("Not stated")}
ETHNICITIES = {"01": "汉族", "02": "蒙古族", "03": "回族", "11": "满族", "97": "其他"}
POLITICS = {"01": "中共党员", "02": "中共预备党员", "03": "共青团员", "12": "无党派人士", "13": "群众"}
INDUSTRIES = {
    "A": _l("Farming, forestry, fishing"), "B": _l("Mining"), "C": _l("Manufacturing"), "D": _l("Electricity, heat, gas"), "E": _l("Construction"),
    "F": _l("Wholesale and retail"), "G": _l("Transport, storage, post"), "H": _l("Hotels and catering"), "I": _l("Information technology"),
    "J": _l("Finance"), "K": _l("Real estate"), "L": _l("Leasing and business services"), "M": _l("Research and technical services"),
    "N": _l("Water, environment, public facilities"), "O": _l("Household services and repair"), "P": _l("Education"), "Q": _l("Health and social work"),
    "R": _l("Culture, sports, entertainment"), "S": _l("Public administration"), "T": _l("International organisations"),
}
NATURES = {"private": _l("Private"), "state": _l("State-owned"), "foreign": _l("Foreign-invested"), "cooperative": _l("Cooperative"),
           "public": _l("Public institution"), "self": _l("Self-employed business")}
SIZES = {"1-20": _l("Up to 20 people"), "21-100": _l("21 to 100 people"), "101-300": _l("101 to 300 people"), "301-": _l("Over 300 people")}
CLOSE_REASONS = {
    "filled": _l("Filled"), "partly_filled": _l("Partly filled"), "withdrawn": _l("Withdrawn"), "expired_unfilled": _l("Expired, not filled"),
    "merged": _l("Merged"),
}
REPORT_KINDS = {
    "fee": _l("Asks for money"), "papers": _l("Keeps papers"), "loan": _l("Training loan first"), "false": _l("Not true"), "other": _l("Something else"),
}


def _rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@cache
def townships() -> list[dict[str, str]]:
    """The 27 townships and subdistricts: code, name."""
    return _rows("townships.csv")


@cache
def villages() -> list[dict[str, str]]:
    """The 285 villages and communities: code, name, streetCode."""
    return _rows("villages.csv")


@cache
def specialties() -> list[dict[str, str]]:
    """The starter dictionary of military specialties: id, military_specialty, aliases, occ_codes_2022, …"""
    return _rows("specialties.csv")


@cache
def occupations() -> list[dict[str, str]]:
    """Occupations as employers and people here name them: name, code (2022 classification, may be empty), industries, titles, skills.

    Lists inside a field are separated by semicolons; several names may share one code.
    """
    return _rows("occupations.csv")


@cache
def occupation_names() -> dict[str, str]:
    """Code (2022 classification) to name: every code the tables know."""
    found: dict[str, str] = {}
    for row in specialties():
        found = dict(zip(row["occ_codes_2022"].split(";"), row["occ_names"].split(";"), strict=True)) | found
    for row in occupations():
        if row["code"]:
            found.setdefault(row["code"], row["name"])
    return found
