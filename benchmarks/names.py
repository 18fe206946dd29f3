"""Names against a table: `core.names` beside RapidFuzz's `process.extractOne(…, scorer=fuzz.ratio)`, the same name found.

    python benchmarks/names.py [--names 15000] [--queries 30000] [--rounds 5] [--rival-queries 300]

The rival is timed on a sample of the queries, one call each, and scaled; ours takes all of them, building the table included. Medians of interleaved
rounds, CPU seconds of one thread. The names are made up: a place, a coined word, a trade, a legal form;
queries are such names with one to three slips.
"""

import argparse
import os
import random
import time

import numpy as np
from rapidfuzz import fuzz, process

from core.names import NameTable

PLACES = [
    "凌源", "朝阳", "建平", "喀左", "北票", "沈阳", "大连", "赤峰", "承德", "锦州", "城关", "宋杖子", "三十家子", "杨杖子", "刀尔登", "松岭子",
    "四官营子", "沟门子"]
COINED = "宏达鑫源恒泰华瑞丰盛金诚信德永兴隆昌顺通远大中正明辉天宇龙腾飞凤凰祥和万利佳美新世纪东方红星光耀科创汇聚众合同力"
TRADES = [
    "机械制造", "汽车运输", "物流", "建筑安装", "粮油购销", "食品加工", "农业科技", "电子商务", "人力资源", "餐饮管理", "保安服务", "物业管理",
    "环保科技", "矿业", "钢铁", "花卉种植", "医药", "服装", "商贸", "装饰工程"]
FORMS = ["有限公司", "有限责任公司", "股份有限公司", "厂", "合作社", "分公司", "集团有限公司", "经营部"]


def made_up(rng: random.Random, number: int) -> list[str]:
    names: dict[str, None] = {}
    while len(names) < number:
        coined = "".join(rng.choice(COINED) for _ in range(rng.randint(2, 4)))
        names[rng.choice(PLACES) + rng.choice(["", "市", "县"]) + coined + rng.choice(TRADES) + rng.choice(FORMS)] = None
    return list(names)


def slipped(rng: random.Random, name: str) -> str:
    letters = list(name)
    for _ in range(rng.randint(1, 3)):
        place = rng.randrange(len(letters))
        letters[place:place + 1] = rng.choice([[], [rng.choice(COINED)], [letters[place], rng.choice(COINED)]])
    return "".join(letters) or name


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    for option, default in (("--names", 15_000), ("--queries", 30_000), ("--rounds", 5), ("--rival-queries", 300)):
        parser.add_argument(option, type=int, default=default)
    args = parser.parse_args()
    rng = random.Random(211382)
    names = made_up(rng, args.names)
    queries = [slipped(rng, rng.choice(names)) for _ in range(args.queries)]
    sample = rng.sample(range(len(queries)), min(args.rival_queries, len(queries)))
    NameTable(names[:10]).nearest(queries[:10])  # compiled, or read from the cache
    theirs, own = [], []
    for _ in range(args.rounds):
        start = time.process_time()
        expected = [process.extractOne(queries[i], names, scorer=fuzz.ratio) for i in sample]
        theirs.append((time.process_time() - start) * len(queries) / len(sample))
        start = time.process_time()
        found = NameTable(names).nearest(queries)
        own.append(time.process_time() - start)
    same = sum(found[i].place == one[2] and abs(found[i].ratio - one[1]) < 1e-9 for i, one in zip(sample, expected, strict=True))
    print(f"{len(queries)} x {len(names)}, load {os.getloadavg()[0]:.1f}: extractOne {np.median(theirs):.1f} s (from {len(sample)} queries), "
          f"ours {np.median(own):.2f} s: {np.median(theirs) / np.median(own):.1f}x CPU; the same name {same} of {len(sample)}")


if __name__ == "__main__":
    main()
