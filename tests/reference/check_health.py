#!/usr/bin/env python3
"""Health status against the Strategy Unit's published growth with it: check_health.py ACSIM

Nothing is fitted: h is their own assumption, the experts' share of gained life expectancy that is healthy times
the years gained at 75, the mean of both sexes, a year. Prints each line and ends with 'N passed, N failed'.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_published import REFERENCE, run, run_checks, table  # noqa: E402

BASE = 2023
VARIANTS = ("v1", "v4", "v5")  # principal, high and low life expectancy
FROM = 2030  # before, life expectancy gained is 0.1 or 0.2 of a year, published to the first decimal


def shifts():
    """{(variant, end year): h in years of age a year}"""
    parts = {}
    for row in table("su-health-status.csv"):
        gained = float(row["expectancy_at_75"]) - float(row["expectancy_at_75_2023"])
        years = int(row["end_year"]) - BASE
        parts.setdefault((row["variant"], int(row["end_year"])), []).append(float(row["mode"]) * gained / years)
    return {key: sum(both) / len(both) for key, both in parts.items()}


def growth(program, area, variant, shift, groups, years):
    """{(group, year): growth since the base year, %}"""
    settings = [f"population.index.variants={{{variant}: 1}}", f"horizon={max(years) - BASE}"]
    settings += [f"population.health_status={shift!r}"] if shift is not None else []
    with run(program, REFERENCE / f"demographic-growth-{area}.yaml", *settings) as results:
        def units(group, year):
            return results.get("activity", "activity", model="do_nothing", place="all", service=group, year=year)
        return {(group, year): 100 * (units(group, year) / units(group, BASE) - 1) for group in groups for year in years}


def check_health_status(program, check):
    published = {}
    for row in table("su-published-growth.csv"):
        moved = float(row["health_adjusted_percent"]) - float(row["growth_percent"])
        published.setdefault((row["area"], row["variant"]), {})[row["group"], int(row["end_year"])] = moved
    for area in ("england", "doncaster"):
        for variant in VARIANTS:
            theirs = published[area, variant]
            groups, years = sorted({group for group, _ in theirs}), sorted({year for _, year in theirs})
            none = growth(program, area, variant, None, groups, years)
            for year in years:
                shift = shifts()[variant, year]
                ours = growth(program, area, variant, shift, groups, [year])
                moved = {group: ours[group, year] - none[group, year] for group in groups}
                compare(check, f"{area} {variant} to {year}", shift, moved, {group: theirs[group, year] for group in groups},
                        year >= FROM)


def compare(check, name, shift, ours, theirs, scale):
    ours_all, theirs_all = sum(ours.values()), sum(theirs.values())
    print(f"      {name}: h {shift:+.4f}; points of growth, here / published: "
          + ", ".join(f"{group} {ours[group]:+.2f}/{theirs[group]:+.2f}" for group in ours)
          + f"; solved, validates nothing: h {shift * theirs_all / ours_all:+.4f}")
    worst = max(abs(ours[group] - theirs[group]) for group in ours)
    check(worst < 0.6, f"{name}: health status moves each of {len(ours)} groups as published, to 0.6 points: {worst:.2f}")
    if scale:
        check(0.6 < ours_all / theirs_all < 1.6,
              f"{name}: {ours_all / theirs_all:.2f} of the published move over all groups (0.6 to 1.6)")


CHECKS = [check_health_status]


if __name__ == "__main__":
    sys.exit(run_checks(CHECKS))
