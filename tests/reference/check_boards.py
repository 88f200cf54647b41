#!/usr/bin/env python3
"""England's 42 integrated care boards against the totals that were published: check_boards.py ACSIM

Prints each check and ends with 'N passed, N failed'.
"""

import subprocess
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))
from check_published import SCENARIOS, read, run, run_checks, table  # noqa: E402

ENGLAND = SCENARIOS / "england"
BOARDS = ENGLAND / "icb42-2023.yaml"
BASE = {"model": "do_nothing", "place": "all", "year": 2023}
LIMIT = 170999000000  # NHS England's limit of 2023/24, GBP
PERSONS = 57690323  # ONS: England, mid-2023
ADULT_EMERGENCIES = 5371120  # The Strategy Unit's observed rates of single years of age x ONS mid-2023 persons


def check_files(_, check):
    derive = subprocess.run([sys.executable, str(ENGLAND / "derive_2023.py"), "--check"], capture_output=True, text=True)
    check(derive.returncode == 0, "derived figures are fresh: " + " ".join(derive.stdout.split()))


def check_people(_, check):
    base = table("icb42-population-2023.csv")
    check.near(sum(int(row["persons"]) for row in base), PERSONS, 10, "persons of 42 boards, mid-2023, and England's")
    check(len({row["place"] for row in base}) == 42, "42 boards have people")
    bands = {(row["place"], row["age"], row["sex"]): int(row["persons"]) for row in base}
    adults = sum(int(row["persons"]) for row in table("england-adults-2023.csv"))
    check.near(sum(count for (_, age, _), count in bands.items() if age not in ("0-4", "5-17")), adults, 10,
               "adults of 42 boards and England's")
    emergencies = sum(float(row["emergency"]) * bands[row["place"], row["age"], row["sex"]]
                      for row in table("icb42-adults-rates-2023.csv"))
    check.near(emergencies, ADULT_EMERGENCIES, 1e-4 * ADULT_EMERGENCIES, "emergency admissions of adults, boards' rates x people")
    england = {(row["age"], row["sex"]): float(row["emer_n"]) for row in table("england-adults-rates-2023.csv")}
    single = {(row["age"], row["sex"]): int(row["persons"]) for row in table("england-adults-2023.csv")}
    check.near(emergencies, sum(single[cell] * rate for cell, rate in england.items()), 1e-3 * ADULT_EMERGENCIES,
               "emergency admissions of adults, boards' rates and England's")


def check_base_year(program, check):
    collection = {row["department"]: row for row in table("national-cost-collection-2023.csv")}
    published = {
        "ae_attendances": ["Emergency Care"],
        "elective_and_day_case": ["Elective Inpatients", "Daycase", "Regular Day or Night Admissions"],
        "outpatients": ["Consultant Led", "Non Consultant Led", "Outpatient Procedures"],
        "ambulance_journeys": ["Ambulance"],
        "community_contacts": ["Community Health Service"],
        "mental_health_contacts": ["Mental Health Care Contact", "NHS Talking Therapy Care Contact"],
    }
    services = read(ENGLAND / "services-2023.yaml")["services"]
    with run(program, BOARDS, "horizon=5", trials=1) as results:
        units = {name: results.get("activity", "activity", service=name, **BASE) for name in services}
        for line, departments in published.items():
            check.near(units[line], sum(float(collection[name]["activity"]) for name in departments), 1,
                       f"{line} of 2023/24: the national cost collection's")
        check.near(units["prescribing_items"], 1.21e9, 1, "items of 2023/24: Prescription Cost Analysis")
        price = {name: row["price"]["value"] for name, row in services.items()}
        cost = {name: row["cost"]["value"] for name, row in services.items()}
        trusts = [name for name in services if cost[name] > price[name] or name == "other_hospital_care"]
        check(len(trusts) == 8, f"{len(trusts)} lines of NHS trusts")
        check.near(sum(units[name] * cost[name] for name in trusts) / sum(float(row["cost_gbp"]) for row in collection.values()),
                   1, 1e-4, "trusts' lines cost what the national cost collection adds up to")
        check.near(sum(units[name] * price[name] for name in services), LIMIT, 0.5, "base spend adds up to the limit, GBP")
        check.near(results.get("summary", "funding", **BASE), LIMIT, 0.5, "funding of 2023/24, GBP")
        places = [name for name in results.names("summary", "place") if name != "all"]
        check(len(places) == 42, "42 boards and all")
        worst = max(abs(results.get("party", "surplus", party="commissioner", model="do_nothing", place=place, year=2023))
                    for place in places)
        check(worst < 50, f"every board pays out its funding, to {worst:.0f} GBP")
        share = {place: 1000 * services["residual"]["activity"][place]
                 / results.get("summary", "funding", model="do_nothing", place=place, year=2023) for place in places}
        rest = 1000 * units["residual"] / LIMIT
        check(rest < 0.2, f"the residual is {rest:.1%} of spend")
        check(0.05 < min(share.values()) and max(share.values()) < 0.3,
              f"the residual of a board is {min(share.values()):.1%} to {max(share.values()):.1%} of its funding")


def check_run(program, check):
    """All models at 256 trials, as somebody would first run it."""
    with run(program, BOARDS, trials=256) as results:
        check(results.names("summary", "model") == ["do_nothing", "mcp_soft", "pacs", "aco"], "four models")
        at = {"place": "all", "year": 2033}
        for model, fewest, most in (("mcp_soft", 1000, 1460), ("pacs", 150, 210), ("aco", 35, 42)):
            live = results.get("summary", "networks_live", model=model, **at)
            check(fewest <= live <= most, f"{model}: {live:.0f} networks live in 2033/34")
        growth = results.get("activity", "activity", model="do_nothing", service="emergency_admissions", **at) \
            / results.get("activity", "activity", service="emergency_admissions", **BASE)
        check(1.0 < growth < 1.25, f"emergency admissions of 2033/34 over 2023/24: {growth:.3f}")


CHECKS = [check_files, check_people, check_base_year, check_run]


if __name__ == "__main__":
    sys.exit(run_checks(CHECKS))
