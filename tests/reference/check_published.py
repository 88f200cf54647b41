#!/usr/bin/env python3
"""Published answers and closed forms, through the command line: check_published.py ACSIM

Prints each check and ends with 'N passed, N failed'.
"""

import csv
import math
import os
import subprocess
import sys
import tempfile
from pathlib import Path

import h5py
import yaml

sys.path.insert(0, str(Path(__file__).parent))
import closed_form  # noqa: E402
import sources  # noqa: E402

SOURCE = Path(os.environ.get("ACSIM_SOURCE", Path(__file__).resolve().parents[2]))
SCENARIOS = SOURCE / "scenarios"
REFERENCE = SCENARIOS / "reference"


class Checks:
    def __init__(self):
        self.passed = self.failed = 0

    def __call__(self, good, text):
        self.passed += bool(good)
        self.failed += not good
        print(("ok    " if good else "FAIL  ") + text, flush=True)

    def near(self, value, expected, tolerance, text):
        self(abs(value - expected) <= tolerance, f"{text}: {value:.6g}, expected {expected:.6g} (+-{tolerance:.2g})")


class Results:
    """A results file by names; years by calendar year."""

    def __init__(self, path):
        self.file = h5py.File(path)

    def __enter__(self):
        return self

    def __exit__(self, *problem):
        self.file.close()

    def names(self, group, axis):
        values = self.file[group][axis][:]
        return [value.decode() if isinstance(value, bytes) else value for value in values.tolist()]

    def get(self, group, variable, **at):
        """The value where every named axis has the given value."""
        axes = {"activity": ["model", "place", "service", "year"], "party": ["model", "place", "party", "year"]}
        axes = axes.get(group, ["model", "place", "year"])
        index = tuple(self.names(group, axis).index(at[axis]) for axis in axes)
        return float(self.file[group][variable][index])


def run(program, scenario, *settings, trials=None):
    """Runs a scenario; returns its results."""
    folder = tempfile.mkdtemp(prefix="acsim-", dir=run.folder)
    output = Path(folder) / "results.h5"
    command = [program, "run", str(scenario), "-o", str(output), "--quiet"]
    command += ["--trials", str(trials)] if trials else []
    for setting in settings:
        command += ["--set", setting]
    process = subprocess.run(command, capture_output=True, text=True)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{process.stderr}")
    return Results(output)


def table(name):
    with open(SCENARIOS / "data" / name, newline="", encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def read(path):
    """A YAML file; YAML 1.1 reads 1e9 as text, the scenario format as a number."""
    def numbers(node):
        if isinstance(node, dict):
            return {key: numbers(value) for key, value in node.items()}
        if isinstance(node, list):
            return [numbers(value) for value in node]
        if isinstance(node, str):
            try:
                return float(node)
            except ValueError:
                return node
        return node

    return numbers(yaml.safe_load(Path(path).read_text(encoding="utf-8")))


def check_ifs(program, check):
    with run(program, REFERENCE / "ifs-30bn.yaml") as results:
        gap = results.get("summary", "gap", model="do_nothing", place="all", year=2020)
    check.near(gap / 113e9, 1.04**6 - 1, 1e-12, "IFS: gap of 2020/21 over 113bn")
    check.near(gap / 1e9, 29.98, 0.005, "IFS: gap of 2020/21 in GBP bn")


def check_nuffield(program, check):
    with run(program, REFERENCE / "nuffield-crunch.yaml") as results:
        for row in table("nuffield-crunch-2016.csv"):
            year = int(row["year"][:4])

            def metric(name, model="do_nothing"):
                return results.get("summary", name, model=model, place="all", year=year) / 1e9

            surplus = results.get("party", "surplus", model="do_nothing", place="all", party="commissioner", year=year) / 1e9
            found = {
                "core_budget": metric("funding"),
                "budget_incl_stf": metric("funding", "with_stf") + metric("grants", "with_stf"),
                "commissioner_cost": metric("funding") - surplus,
                "provider_cost": metric("cost"),
                "provider_cost_no_efficiency": metric("gap_unmitigated") + metric("funding") + metric("grants"),
            }
            for name, value in found.items():
                published = float(row[name])
                check.near(value, published, 0.001 * published, f"Nuffield {row['year']} {name}, GBP bn")
        at = {"model": "do_nothing", "place": "all", "year": 2020}
        check.near(results.get("summary", "gap", **at) / 1e9, 5.7, 0.05, "Nuffield 2020/21: gap, GBP bn")
        check.near(-results.get("party", "surplus", party="acute", **at) / 1e9, 4.4, 0.05, "Nuffield 2020/21: providers' part")
        check.near(-results.get("party", "surplus", party="commissioner", **at) / 1e9, 1.3, 0.05,
                   "Nuffield 2020/21: commissioners' part")


def check_closed_form(program, check):
    scenario = read(REFERENCE / "closed-form.yaml")
    trials = int(scenario["trials"])
    with run(program, REFERENCE / "closed-form.yaml") as results:
        for years in (1, 3, 6):
            at = {"model": "do_nothing", "place": "all", "year": int(scenario["base_year"]) + years}
            mean, variance = closed_form.gap(scenario, years)
            check.near(results.get("summary", "gap", **at), mean, 4 * math.sqrt(variance / trials),
                       f"closed form: mean gap after {years} years")
            check.near(results.get("summary", "gap_sd", **at) ** 2, variance, 4 * variance * math.sqrt(2.2 / trials),
                       f"closed form: variance of the gap after {years} years")


def check_false_payment(program, check):
    scenario = read(REFERENCE / "false-payment.yaml")
    networks, trials = 10, int(scenario["trials"])
    with run(program, REFERENCE / "false-payment.yaml") as results:
        for luck in ("normal", "lognormal", "gamma", "truncated"):
            person = closed_form.truncated_cv(3, 0.99) if luck == "truncated" else 3
            shape = "lognormal" if luck == "truncated" else luck
            probability = closed_form.false_payment(shape, 0.02, person / math.sqrt(40000))
            tolerance = 4 * math.sqrt(probability * (1 - probability) / (networks * trials))
            for year in (2017, 2018):
                at = {"model": f"{luck}_luck", "place": "all", "year": year}
                check.near(results.get("summary", "p_false_payment", **at), probability, tolerance,
                           f"false payment by {luck} luck, {year}")
                check.near(results.get("paired", "cost", **at), 0, 0, f"no effect, {luck} luck, {year}: difference of cost")
                check.near(results.get("paired", "cost_sd", **at), 0, 0, f"no effect, {luck} luck, {year}: its spread")


def check_demographic_growth(program, check):
    published = {}
    for row in table("su-published-growth.csv"):
        published.setdefault((row["area"], row["variant"]), []).append(row)
    for (area, variant), rows in published.items():
        setting = f"population.index.variants={{{variant}: 1}}"
        with run(program, REFERENCE / f"demographic-growth-{area}.yaml", setting) as results:
            worst = 0.0
            for row in rows:
                at = {"model": "do_nothing", "place": "all", "service": row["group"]}
                growth = (results.get("activity", "activity", year=int(row["end_year"]), **at)
                          / results.get("activity", "activity", year=2023, **at) - 1)
                worst = max(worst, abs(100 * growth - float(row["growth_percent"])))
            check.near(worst, 0, 0.05, f"Strategy Unit, {area}, {variant}: largest of {len(rows)} differences, points")


def effect_means():
    return {model: read(SCENARIOS / "models" / f"{model}.yaml")["effects"]["emergency_admissions"]["growth"]["normal"]["mean"]
            for model in ("mcp_soft", "pacs", "aco")}


def full_strength(effects):
    """Settings under which intensity is 1 from the first year on."""
    settings = ["population.index.variants={principal: 1}", "population.growth_error=0",
                "services.emergency_admissions.refill=0"]
    for model, effect in effects.items():
        settings += [f"models.{model}.{key}" for key in
                     ("half_life=1e-6", "fidelity=1", "transportability=1", "survival.hazard=0", "reinvestment.boost=0",
                      "coverage={2016: 0, 2017: 1}")]
        if effect is not None:
            settings.append(f"models.{model}.effects.emergency_admissions.growth={effect}")
    return settings


def check_next_steps(program, check):
    """NHS England (2017): emergency admissions grew 3.2, 1.9 and 1.1 % a year."""
    effects, line = effect_means(), "services.emergency_admissions.growth"
    scenario = SCENARIOS / "england" / "stp44-2016.yaml"
    fixed = full_strength(effects) + [f"{line}={{total: 0.032, window: 5}}"]
    at = {"place": "all", "service": "emergency_admissions"}
    with run(program, scenario, *fixed, trials=1) as results:
        for model, published in {"do_nothing": 3.2, "mcp_soft": 1.9, "pacs": 1.1, "aco": 1.6}.items():
            first, last = (results.get("activity", "activity", model=model, year=year, **at) for year in (2016, 2021))
            check.near(100 * ((last / first) ** 0.2 - 1), published, 0.01,
                       f"Next Steps: growth of emergency admissions, {model}, % a year")
    trials = 2000
    with run(program, scenario, *full_strength(dict.fromkeys(effects)), "horizon=5", trials=trials) as results:
        base = results.get("activity", "activity", model="do_nothing", year=2016, **at)
        nothing = results.get("activity", "activity", model="do_nothing", year=2017, **at)
        for model, effect in effects.items():
            slower = (nothing - results.get("activity", "activity", model=model, year=2017, **at)) / base
            check.near(100 * slower, 100 * effect, 400 * 0.014 / math.sqrt(trials),
                       f"{model}: mean of the shipped effect in its first year, points")


def check_england(program, check):
    services = read(SCENARIOS / "england" / "services-2016.yaml")["services"]
    spend = {name: row["activity"]["total"]["value"] * row["price"]["value"] for name, row in services.items()}
    limit = 105735000000
    check(len(services) >= 9, f"England: {len(services)} service lines")
    check.near(sum(spend.values()), limit, 0.5, "England: base spend adds up to NHS England's limit, GBP")
    check(spend["residual"] < 0.2 * limit, f"England: the residual is {spend['residual'] / limit:.1%} of spend")
    with run(program, SCENARIOS / "england" / "stp44-2016.yaml", "horizon=5", trials=1) as results:
        at = {"model": "do_nothing", "place": "all", "year": 2016}
        check.near(results.get("summary", "funding", **at), limit, 0.5, "England: funding of 2016/17, GBP")
        check.near(results.get("party", "surplus", party="commissioner", **at), 0, 50, "England: commissioners pay it out, GBP")
        check(len(results.names("summary", "place")) == 45, "England: 44 places and all")


def check_doncaster(program, check):
    practices = table("doncaster-practices-2016.csv")
    contracts = [row["contract"] for row in practices]
    check(len(practices) == 43 and contracts.count("GMS") == 30 and contracts.count("PMS") == 13,
          "Doncaster: 43 practices, 30 GMS and 13 PMS")
    check(sum(int(row["patients"]) for row in practices) == 317100, "Doncaster: 317,100 patients")
    with run(program, SCENARIOS / "doncaster" / "doncaster-2016.yaml", trials=16) as results:
        at = {"model": "do_nothing", "place": "doncaster", "year": 2016}
        check.near(results.get("party", "surplus", party="commissioner", **at), 0, 50, "Doncaster: the commissioner's base year, GBP")


def check_files(_, check):
    derive = subprocess.run([sys.executable, str(SCENARIOS / "england" / "derive.py"), "--check"], capture_output=True, text=True)
    check(derive.returncode == 0, "derived figures are fresh: " + " ".join(derive.stdout.split()))
    for folder in ("england", "doncaster", "models", "contracts"):
        for path in sorted((SCENARIOS / folder).glob("*.yaml")):
            bare = list(sources.numbers_without_source(read(path)))
            check(not bare, f"{folder}/{path.name}: every figure has a source" + "".join(f"\n      not {where}" for where in bare[:9]))


CHECKS = [check_files, check_ifs, check_nuffield, check_closed_form, check_false_payment, check_demographic_growth,
          check_england, check_doncaster, check_next_steps]


def run_checks(checks):
    """Runs the named ones of `checks`, or all, on the program of the command line; the exit status."""
    program, only = str(Path(sys.argv[1]).resolve()), sys.argv[2:]
    check = Checks()
    os.environ.setdefault("ACSIM_SCENARIOS", str(SCENARIOS))
    with tempfile.TemporaryDirectory(prefix="acsim-") as run.folder:
        for part in checks:
            if only and part.__name__ not in only:
                continue
            try:
                part(program, check)
            except (RuntimeError, KeyError, ValueError) as problem:
                check(False, f"{part.__name__}: {type(problem).__name__}: {problem}")
    print(f"{check.passed} passed, {check.failed} failed")
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(run_checks(CHECKS))
