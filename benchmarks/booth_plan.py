"""How much lower the fullest aisle is by the plan than in alphabetical order, and how far the plan is from what no plan can go below.

`PYTHONPATH=. .venv/bin/python benchmarks/booth_plan.py` on 50 generated fairs; with `--fair ID` also for a fair of the database (the demo city's).
"""

import argparse
import statistics
import time

from benchmarks.generated_fairs import generated_fair
from jobs.fairs.booth_plan import Draw, Spot, alphabetical, crowding, plan_booths
from jobs.fairs.queries import fairs
from jobs.fairs.services import booths, demand
from jobs.fairs.tasks import pace
from wsgi import create_app


def compare(spots: list[Spot], draws: list[Draw], areas: dict[int, int]) -> tuple[float, float, float, float, float]:
    plan = plan_booths(spots, draws, areas)
    usual = max(crowding(alphabetical(spots, draws), spots, draws, areas).values())
    return 1 - plan.peak / usual, plan.distance, usual, plan.peak, plan.bound


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--fairs", type=int, default=50)
    parser.add_argument("--fair", type=int, action="append", default=[])
    asked = parser.parse_args()
    started = time.perf_counter()
    found = [compare(*generated_fair(seed)) for seed in range(asked.fairs)]
    took = (time.perf_counter() - started) / asked.fairs
    gains, distances = [f[0] for f in found], [f[1] for f in found]
    print(f"{asked.fairs} generated fairs: peak lower by {statistics.median(gains):.1%} (median; {min(gains):.1%} to {max(gains):.1%}), "
          f"above the bound by {statistics.median(distances):.2%} (median; at most {max(distances):.2%}), {took * 1000:.0f} ms each")
    for fair_id in asked.fair:
        app = create_app()
        with app.app_context():
            fair = fairs.fair(fair_id)
            areas, spots, _aisles = booths.areas_and_spots(fair)
            expected = demand.expected_visitors(fair, app.config["INSTANCE"], pace())
            draws = [d.__class__(d.id, d.name, expected.get(d.id, 0.0), d.needs_access) for d in booths.draws(fair)]
            gain, distance, usual, peak, bound = compare(spots, draws, areas)
            print(f"{fair.title}: {len(draws)} enterprises, {len(spots)} booths, peak {peak:.1f} against {usual:.1f} in alphabetical order "
                  f"({gain:.1%} lower), bound {bound:.1f} ({distance:.2%} above it)")


if __name__ == "__main__":
    main()
