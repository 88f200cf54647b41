#!/usr/bin/env python3
"""What CMS paid its accountable care organisations, settled again: check_settle.py ACSIM

Applies the shipped contracts to CMS's published rows with `acsim settle`. Ends with 'N passed, N failed'.
"""

import csv
import os
import subprocess
import sys
import tempfile
from pathlib import Path

SCENARIOS = Path(os.environ.get("ACSIM_SOURCE", Path(__file__).resolve().parents[2])) / "scenarios"
EXPLAINED = (SCENARIOS / "contracts" / "README.md").read_text(encoding="utf-8")
CONTRACTS = {"track_1": "mssp-track-1", "track_2": "mssp-track-2", "track_3": "mssp-track-3"}
ORGANISATIONS = {2014: 333, 2016: 432}
TOLERANCE, AGREEING = 0.005, 0.99

passed = failed = 0


def check(good, text):
    global passed, failed
    passed += bool(good)
    failed += not good
    print(("ok    " if good else "FAIL  ") + text, flush=True)


def settle(program, contract, rows, folder, without=()):
    """The rows with what `acsim settle` adds."""
    given, settled = Path(folder) / "rows.csv", Path(folder) / "settled.csv"
    with given.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, [column for column in rows[0] if column not in without], extrasaction="ignore")
        writer.writeheader()
        writer.writerows(rows)
    process = subprocess.run([program, "settle", contract, given, "-o", settled, "--force"], capture_output=True, text=True)
    if process.returncode:
        print(process.stderr)
        return []
    with settled.open(newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def differs(row):
    earned, settled = float(row["earned_published"]), float(row["gain"]) - float(row["loss"])
    return abs(settled - earned) > TOLERANCE * max(abs(settled), abs(earned))


def year(program, calendar, folder):
    with (SCENARIOS / "data" / f"mssp-py{calendar}.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    settled = []
    for track in sorted({row["track"] for row in rows}):
        own = [row for row in rows if row["track"] == track]
        result = settle(program, CONTRACTS[track], own, folder)
        good = sum(not differs(row) for row in result)
        check(len(result) == len(own), f"{calendar} {track}: {len(result)} rows settled, {good} as CMS did")
        settled += result
    wrong = [row for row in settled if differs(row)]
    check(len(settled) == ORGANISATIONS[calendar], f"{calendar}: all {ORGANISATIONS[calendar]} organisations")
    share = 1 - len(wrong) / len(settled)
    check(share >= AGREEING, f"{calendar}: {100 * share:.2f} % of earned amounts agree to {100 * TOLERANCE} %")
    for row in wrong:
        text = f"{row['id']} {row['name']}: settled {row['gain']}, published {row['earned_published']}"
        check(f"`{row['id']}`" in EXPLAINED, f"{calendar}: explained in contracts/README.md: {text}")
    total, earned = sum(float(r["gain"]) for r in settled), sum(max(float(r["earned_published"]), 0) for r in settled)
    due = sum(float(row["gain"]) for row in wrong)
    check(abs(total - due - earned) < 1e-4 * earned, f"{calendar}: gains of {total - due:.0f}, published {earned:.0f}")
    paid = [row for row in settled if float(row["gain"]) > 0 and row not in wrong]
    apart = max(abs(float(row["share_rate"]) - float(row["final_share_published"])) for row in paid)
    check(apart < 1e-4, f"{calendar}: final sharing rates of the {len(paid)} paid differ by at most {apart:.1g}")
    lost = [row for row in settled if float(row["loss"]) > 0]
    check(len(lost) == sum(float(row["earned_published"]) < 0 for row in settled), f"{calendar}: {len(lost)} lose")
    table(program, calendar, rows, folder)


def table(program, calendar, rows, folder):
    """The contract's own minimum rates against the published ones."""
    own = [row for row in rows if row["track"] == "track_1" and int(row["persons"]) >= 5000]
    published = {row["id"]: float(row["minimum_savings_rate"]) for row in own}
    settled = settle(program, "mssp-track-1", own, folder, without=["minimum_savings_rate"])
    apart = max((abs(float(row["minimum_savings_rate"]) - published[row["id"]]) for row in settled), default=1)
    check(len(settled) == len(own) > 300 and apart < 2e-9,
          f"{calendar}: {len(own)} minimum savings rates by list differ by at most {apart:.1g}")


def main():
    os.environ["ACSIM_SCENARIOS"] = str(SCENARIOS)
    with tempfile.TemporaryDirectory(prefix="acsim-") as folder:
        for calendar in ORGANISATIONS:
            year(sys.argv[1], calendar, folder)
    print(f"{passed} passed, {failed} failed")
    sys.exit(1 if failed or not passed else 0)


if __name__ == "__main__":
    main()
