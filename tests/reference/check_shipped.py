#!/usr/bin/env python3
"""Every shipped scenario and care model, through the command line: check_shipped.py ACSIM

Prints each check and ends with 'N passed, N failed'.
"""

import math
import re
import subprocess
import sys
from pathlib import Path

import numpy

sys.path.insert(0, str(Path(__file__).parent))
import closed_form  # noqa: E402
import sources  # noqa: E402
from check_published import SCENARIOS, Results, read, run, run_checks, table  # noqa: E402

DONCASTER = SCENARIOS / "doncaster" / "doncaster-2016.yaml"
STUDIES = SCENARIOS / "studies"
TRIALS = 64


def shipped_scenarios():
    """Files with a title are for running; the others are parts that those extend."""
    for path in sorted(SCENARIOS.glob("*/*.yaml")):
        content = read(path)
        if "acsim" in content and "title" in content:
            yield path


def sound(results):
    """What is wrong with a results file: figures that are no numbers, probabilities out of range, a
    ledger that does not close."""
    file = results.file
    for group in ("summary", "paired", "party", "activity", "horizon"):
        for name, variable in file[group].items():
            if variable.dtype.kind != "f" or name.endswith("_q"):  # quantiles of some places only
                continue
            values = variable[()]
            if name.startswith("p_") and not name.endswith(("_sd", "_se")) and group in ("summary", "horizon"):
                if values.min() < 0 or values.max() > 1:
                    yield f"{group}/{name} outside 0 to 1"
            # Growth of a line a model empties, and of the base year, is not a number.
            if group != "activity" and not numpy.isfinite(values).all():
                yield f"{group}/{name} is not finite"
    gap = file["summary/gap"][:]
    surplus = file["party/surplus"][:].sum(axis=2)
    funding = numpy.abs(file["summary/funding"][:]).max()
    if numpy.abs(gap + surplus).max() > 1e-9 * funding:
        yield "parties' surpluses are not the negative gap"


def check_scenarios(program, check):
    paths = list(shipped_scenarios())
    check(len(paths) >= 11, f"{len(paths)} scenarios to run")
    for path in paths:
        name = path.relative_to(SCENARIOS)
        process = subprocess.run([program, "check", str(path)], capture_output=True, text=True)
        check(process.returncode == 0 and not process.stderr.strip(), f"check {name}: no error, no warning" + process.stderr)
        with run(program, path, trials=TRIALS) as results:
            wrong = list(sound(results))
            check(not wrong, f"run {name}: {TRIALS} trials" + "".join(f"\n      {text}" for text in wrong))


def check_models(program, check):
    """All at once, on a small place."""
    names = sorted(path.stem for path in (SCENARIOS / "models").glob("*.yaml"))
    check(len(names) >= 11, f"{len(names)} care models")
    with run(program, DONCASTER, f"models=[{', '.join(names)}]", trials=TRIALS) as results:
        found = results.names("summary", "model")
        check(sorted(found) == names, "Doncaster under every care model")
        wrong = list(sound(results))
        check(not wrong, "every care model's figures are sound" + "".join(f"\n      {text}" for text in wrong))
        for name in names:
            live = results.get("summary", "networks_live", model=name, place="all", year=2026)
            check((live > 0) == (name != "do_nothing"), f"{name}: networks live in Doncaster in 2026/27")


def check_described(_, check):
    for folder in (SCENARIOS / "models", STUDIES / "models"):
        page = (folder.parent if folder.parent == STUDIES else folder) / "README.md"
        text = page.read_text(encoding="utf-8")
        missing = [path.stem for path in sorted(folder.glob("*.yaml")) if not re.search(rf"^\| `{path.stem}` \|", text, re.MULTILINE)]
        check(not missing, f"{page.relative_to(SCENARIOS)} has an entry for every model" + " ".join(["", *missing]))
    page = (STUDIES / "README.md").read_text(encoding="utf-8")
    for path in sorted(STUDIES.glob("*.yaml")):
        check(f"`{path.name}`" in page, f"studies/README.md speaks of {path.name}")


def check_sources(_, check):
    for path in [*sorted(STUDIES.glob("*.yaml")), *sorted((STUDIES / "models").glob("*.yaml"))]:
        bare = list(sources.numbers_without_source(read(path)))
        check(not bare, f"{path.relative_to(SCENARIOS)}: every figure has a source" + "".join(f"\n      not {where}" for where in bare[:9]))
    bare = list(sources.numbers_without_source({"effects": {"line": {"level": {"normal": {"mean": 0.1, "sd": 0.2}}}}}))
    check(len(bare) == 2, "figures without a source are found")


def check_effects_include_none_and_harm(_, check):
    """Measured effects are weak: no shipped model is sure to help."""
    for path in sorted((SCENARIOS / "models").glob("*.yaml")):
        for line, effect in read(path).get("effects", {}).items():
            for kind in [kind for kind in ("level", "growth") if kind in effect]:
                value = effect[kind]
                low = [parameters.get("min", parameters.get("mean", 0) - 4 * parameters.get("sd", 0))
                       for parameters in value.values() if isinstance(parameters, dict)]
                check(all(least < 0 for least in low), f"{path.stem}: {kind} of {line} may be none or harm")


def check_sites(program, check):
    """Coverage was chosen so that these many networks start."""
    with run(program, STUDIES / "vanguards.yaml", "models.mcp_vanguards.survival.hazard=0",
             "models.pacs_vanguards.survival.hazard=0", "models.care_home_vanguards.survival.hazard=0",
             "population.growth_error=0", "horizon=5", trials=2) as results:
        people = paid = 0.0
        for model, sites in {"mcp_vanguards": 14, "pacs_vanguards": 9, "care_home_vanguards": 6}.items():
            at = {"model": model, "place": "all"}
            check.near(results.get("summary", "networks_live", year=2017, **at), sites, 0, f"vanguards: sites of {model}")
            people += results.get("summary", "coverage", year=2017, **at) * 57541178
            paid += sum(results.get("summary", "grants", year=year, **at) for year in range(2017, 2021))
        check.near(people / 1e6, 5, 0.1, "vanguards: people, m")
        check.near(paid / 1e6, 200, 8, "vanguards: transformation fund if no site fails, GBP m at 2016/17 prices")
    with run(program, STUDIES / "primary-care-home.yaml", trials=2) as results:
        at = {"model": "primary_care_home", "place": "all", "year": 2017}
        check.near(results.get("summary", "networks_live", **at), 15, 0, "primary care home: sites")
        check.near(results.get("summary", "coverage", **at) * 57541178, 500000, 5000, "primary care home: people")
        check.near(results.get("summary", "grants", **at), 500000, 15000, "primary care home: money, GBP")
    with run(program, STUDIES / "half-by-2020.yaml", "horizon=5", trials=400) as results:
        for model in results.names("summary", "model")[1:]:
            at = {"model": model, "place": "all"}
            live = results.get("summary", "networks_live", year=2020, **at)
            failed = results.get("summary", "networks_failed", year=2019, **at)  # at the end of the year
            started = results.get("summary", "coverage", year=2020, **at) * (live + failed) / live
            check.near(started, 0.5, 0.015, f"half by 2020: share of people that {model} reaches")


def check_plans(program, check):
    """The plans' cuts: published mean of each line."""
    trials, line = 2000, {"outpatients": (7, 15.5, 30), "elective_and_day_case": (1.4, 9.6, 16), "ae_attendances": (6, 17, 30),
                          "emergency_admissions": (3, 15.7, 30)}
    with run(program, STUDIES / "plans-v-evidence.yaml", "models=[stp_plans]", "horizon=5", trials=trials) as results:
        for service, (least, mean, most) in line.items():
            at = {"place": "all", "service": service, "year": 2020}
            cut = 100 * (1 - results.get("activity", "activity", model="stp_plans", **at)
                         / results.get("activity", "activity", model="do_nothing", **at))
            deviation = math.sqrt((mean - least) * (most - mean) / 7)
            check.near(cut, mean, 4 * deviation / math.sqrt(trials), f"STP plans: cut of {service} by 2020/21, %")


def check_seven_day(program, check):
    """Hours are bought at what the National Audit Office said they cost; they show as consultations."""
    model, services = read(STUDIES / "models" / "seven_day_access.yaml"), read(SCENARIOS / "england" / "services-2016.yaml")["services"]
    people, practice = 57541178, services["gp_consultations"]
    more = -model["effects"]["gp_consultations"]["level"]["value"] * practice["activity"]["total"]["value"] / people
    check.near(more, 156 * 0.65 / 1000, 0.0005, "seven-day access: consultations a head, two thirds of half an hour a week for 1,000")
    check.near(more * practice["cost"]["value"] + model["running"]["per_head"]["value"], 26 * 230 / 1000, 0.02,
               "seven-day access: cost a head is 230 GBP an hour")
    trials = 400
    with run(program, STUDIES / "seven-day-access.yaml", "horizon=4", "prices=cash", trials=trials) as results:
        at = {"place": "all", "year": 2020}
        for service, change, error in ("gp_consultations", 3.2, 1e-6), ("ae_attendances", -2.1, 4 * 1.6 / math.sqrt(trials)):
            units = [results.get("activity", "activity", model=name, service=service, **at) for name in ("seven_day_access", "do_nothing")]
            check.near(100 * (units[0] / units[1] - 1), change, error, f"seven-day access: change of {service}, %")
        grant = results.get("summary", "grants", model="seven_day_access", place="all", year=2017)
        check.near(grant / 1e6, 138, 3, "seven-day access: money of 2017/18, GBP m in cash")


def check_qof(program, check):
    """Each place has its weighted share; paid to practices the gap falls by that and nothing else moves."""
    places = read(SCENARIOS / "england" / "stp44-places.yaml")
    with run(program, STUDIES / "qof-successor.yaml", "horizon=5", "prices=cash", trials=TRIALS) as results:
        def figure(metric, model, place="all", year=2020):
            return results.get("summary", metric, model=model, place=place, year=year)

        for name in list(places["places"])[::11]:
            share = places["places"][name]["weighted_population"]["value"] / places["population"]["national"]["value"]
            check.near(figure("grants", "networks_practices_paid", name) / 1e6, 700 * share, 1e-6, f"QOF successor: {name}'s share, GBP m")
        check.near(figure("gap", "networks_unpaid") - figure("gap", "networks_practices_paid"), figure("grants", "networks_practices_paid"), 1,
                   "QOF successor: to practices, the gap falls by the grant, GBP")
        check.near(figure("net_saving", "networks_practices_paid"), figure("net_saving", "networks_unpaid"), 0,
                   "QOF successor: and net saving is the same")
        fall = (figure("gap", "networks_unpaid") - figure("gap", "networks_paid")) / figure("grants", "networks_paid")
        check(0 < fall < 0.5, f"QOF successor: to networks, most of it is spent: the gap falls by {100 * fall:.0f} % of it")


def check_pooled(program, check):
    """Social care starts in balance, and the two ACOs differ in who bears what, not in care."""
    spend = read(STUDIES / "pooled-social-care.yaml")["services"]["social_care"]
    rates = {row["age"]: float(row["social_care"]) for row in table("social-care-rates-2016.csv")}
    people, england = (sum(rates[row["age"]] * float(row["persons"]) for row in table(f"{name}-registered-patients-2016q1.csv"))
                       for name in ("doncaster", "stp44"))
    check.near(spend["activity"]["total"]["value"], people, 0.001, "pooled social care: people supported in Doncaster")
    check.near(spend["price"]["value"], 17.5e9 / england, 0.01, "pooled social care: GBP a person")
    models = ("aco_health_budget", "aco_pooled")
    still = [f"models.{name}.reinvestment.share=0" for name in models]
    with run(program, STUDIES / "pooled-social-care.yaml", *still, trials=400) as results:
        at = {"place": "doncaster", "year": 2026}
        start = results.get("party", "surplus", model="do_nothing", place="doncaster", year=2016, party="commissioner")
        check.near(start, 0, 2000, "pooled social care: the commissioner starts in balance, GBP")
        care = [results.get("summary", "net_saving", model=name, **at) for name in models]
        check.near(care[0], care[1], 0, "pooled social care: nothing reinvested, the same net saving")
        for party, sign in ("commissioner", 1), ("network", -1), ("acute", -1):
            moved = [results.get("party", "surplus", model=name, party=party, **at) for name in models]
            check(sign * (moved[1] - moved[0]) > 1e6, f"pooled social care: {party} {(moved[1] - moved[0]) / 1e6:+.1f} m by pooling")


def check_luck(program, check):
    """What contracts pay networks that changed nothing, by size of list."""
    study = read(STUDIES / "luck.yaml")
    trials, years = 8000, range(2017, 2021)
    cut = closed_form.truncated_cv(3, 0.99)
    terms = {"standard_errors": (3, None), "standard_errors_cut": (cut, None), "two_percent": (3, 0.02),
             "two_percent_cut": (cut, 0.02), "two_percent_cut_blended": (cut, 0.02)}
    lists = {place: float(row["persons"]["value"]) for place, row in study["places"].items()}
    with run(program, STUDIES / "luck.yaml", trials=trials) as results:
        for model, (person, rate) in terms.items():
            last = 1.0
            for place, persons in lists.items():
                cv = person / math.sqrt(persons)
                expected = closed_form.false_payment("lognormal", 1.645 * cv if rate is None else rate, cv)

                def mean(metric):
                    return sum(results.get("summary", metric, model=model, place=place, year=year) for year in years) / len(years)

                found = mean("p_false_payment_patients")
                bound = 4 * math.sqrt(expected * (1 - expected) / (trials * len(years))) + 1e-4
                check.near(found, expected, bound, f"luck: {model}, {persons:.0f} patients, luck of patients")
                check(rate is None or found <= last, f"luck: {model}, {persons:.0f} patients, no more than a smaller list")
                last = found
                if model.endswith("blended"):
                    check.near(mean("p_false_payment"), found, 1e-12, f"luck: {model}, {persons:.0f} patients, all of it")
                else:
                    check(mean("p_false_payment_benchmark") > 0 or persons < 30000, f"luck: {model}, {persons:.0f}: the benchmark's part")


def check_below_minimum(program, check):
    """A list below its model's minimum is warned about, kept and counted."""
    setting = "models=[mcp_directed, accountable_care_system]"
    raised = "models.accountable_care_system.list_size.minimum=500000"
    process = subprocess.run([program, "check", str(DONCASTER), "--set", setting, "--set", raised], capture_output=True, text=True)
    for word in ("warning", "'accountable_care_system'", "'doncaster'", "below its minimum of 500000"):
        check(word in process.stderr, f"below the minimum: the warning says {word}")
    check(process.returncode == 0 and "mcp_directed" not in process.stderr.split("\n")[0].split("warning")[-1],
          "below the minimum: a warning, about that model only")

    def counts(results, model):
        at = {"model": model, "place": "all", "year": 2026}
        return [results.get("summary", f"networks_{what}", **at) for what in ("live", "below_minimum")]

    with run(program, DONCASTER, setting, trials=TRIALS) as results:
        usual = counts(results, "accountable_care_system")
    with run(program, DONCASTER, setting, raised, trials=TRIALS) as results:
        live, below = counts(results, "accountable_care_system")
        check(usual[0] > 0 and usual[1] == 0, "below the minimum: none when the minimum is the model's own")
        check(live == usual[0] and below == live, "below the minimum: kept as it was, and counted")
        check(counts(results, "mcp_directed")[1] == 0, "below the minimum: other models' networks are not")


CHECKS = [check_scenarios, check_models, check_described, check_sources, check_effects_include_none_and_harm, check_sites,
          check_plans, check_seven_day, check_qof, check_pooled, check_luck, check_below_minimum]


if __name__ == "__main__":
    sys.exit(run_checks(CHECKS))
