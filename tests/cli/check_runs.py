"""Runs: what they leave, what they refuse, how they stop, and that shipped scenarios are found."""
import json
import os
import re
import signal
import subprocess
import time

import small
from harness import SOURCE, check, main, sanitized


def leftovers(acsim):
    return sorted(path.name for path in acsim.folder.iterdir() if path.name not in ("models", "contracts", "small.yaml"))


def run(acsim, *arguments, **options):
    return acsim("run", small.write(acsim), *arguments, **options)


@check
def check_says_what_it_would_run(acsim):
    result = acsim("check", small.write(acsim)).expect(0, "300", "small.yaml")
    assert re.search(r"[0-9.]+ ?[kMG]i?B", result.out), result.out
    result = acsim("check", small.write(acsim), "--set", "trials=1234").expect(0)
    assert re.search(r"1[,. ]?234", result.out), result.out
    assert leftovers(acsim) == []


@check
def a_run_leaves_one_file_and_a_table(acsim):
    result = run(acsim).expect(0)
    assert leftovers(acsim) == ["small.h5"]
    for word in ("net", "do_nothing", "small.h5"):
        assert word in result.out, result.out
    assert "\x1b" not in result.out + result.err


@check
def quiet_says_nothing_on_stderr(acsim):
    result = run(acsim, "-q", "-o", "quiet.h5").expect(0)
    assert result.err == "", result.err
    assert leftovers(acsim) == ["quiet.h5"]
    assert run(acsim, "-o", "loud.h5").expect(0).err != ""


@check
def an_existing_file_stays_without_force(acsim):
    run(acsim, "-q").expect(0)
    before = (acsim.folder / "small.h5").read_bytes()
    run(acsim, "-q", "--seed", 8).expect(1, "small.h5", "--force")
    assert (acsim.folder / "small.h5").read_bytes() == before
    run(acsim, "-q", "--seed", 8, "--force").expect(0)
    assert (acsim.folder / "small.h5").read_bytes() != before
    assert leftovers(acsim) == ["small.h5"]


@check
def places_that_cannot_be_written(acsim):
    run(acsim, "-o", "no/such/folder/x.h5").expect(1, "no/such/folder")
    run(acsim, "-o", "models").expect(1, "models")
    run(acsim, "-o", "models", "--force").expect(1, "models")
    run(acsim, "-o", "/dev/full", "--force").expect(1, "/dev/full")
    assert leftovers(acsim) == []


@check
def a_wrong_scenario_runs_nothing(acsim):
    acsim("run", "absent.yaml").expect(2, "absent.yaml")
    run(acsim, "--set", "horizon=-1").expect(2, "horizon")
    run(acsim, "--save-trials", "gap,gapp").expect(2, "gapp")
    assert leftovers(acsim) == []


@check
def threads_do_not_matter(acsim):
    for threads in (1, 2, 3, 5):
        run(acsim, "-q", "-j", threads, "--trials", 3001, "--reproducible", "--save-trials", "gap,net_saving",
            "-o", f"{threads}.h5").expect(0)
    contents = [(acsim.folder / f"{threads}.h5").read_bytes() for threads in (1, 2, 3, 5)]
    assert all(content == contents[0] for content in contents), "files differ between thread counts"
    digests = {acsim("show", "--digest", f"{threads}.h5").expect(0).out for threads in (1, 2, 3, 5)}
    assert len(digests) == 1, digests
    run(acsim, "-q", "-j", 2, "--trials", 3001, "--save-trials", "gap,net_saving", "-o", "run.h5").expect(0)
    assert acsim("show", "--digest", "run.h5").out in digests, "the group run is part of the digest"
    run(acsim, "-q", "--trials", 3001, "--seed", 8, "--save-trials", "gap,net_saving", "-o", "other.h5").expect(0)
    assert acsim("show", "--digest", "other.h5").out not in digests


@check
def options_and_settings_say_the_same(acsim):
    run(acsim, "-q", "--trials", 100, "--seed", 99, "-o", "option.h5").expect(0)
    run(acsim, "-q", "--set", "trials=100", "--set", "seed=99", "-o", "set.h5").expect(0)
    shown = [acsim("show", name, "--csv").expect(0).out for name in ("option.h5", "set.h5")]
    assert shown[0] == shown[1]


@check
def settings_change_what_they_name(acsim):
    run(acsim, "-q", "-o", "before.h5").expect(0)
    run(acsim, "-q", "-o", "after.h5", "--set", "services.emergency.price=0", "--set",
        "models.net.running.per_head=0").expect(0)
    assert means(acsim, "before.h5", "activity_cost")["do_nothing"] > 0
    assert means(acsim, "after.h5", "activity_cost")["do_nothing"] == 0
    run(acsim, "-q", "-o", "short.h5", "--set", "horizon=2").expect(0)
    acsim("show", "short.h5", "--year", 2018).expect(0)
    acsim("show", "short.h5", "--year", 2019).expect(2, "2019")


def means(acsim, name, metric):
    """The mean per model in the last year, all places together."""
    rows = acsim("show", name, "--metric", metric, "--year", 2020, "--csv").expect(0).out.splitlines()
    header = rows[0].split(",")
    return {dict(zip(header, row.split(",")))["model"]: float(dict(zip(header, row.split(",")))["mean"]) for row in rows[1:]}


LINES = {"gp_consultations": "practices", "prescribing_items": "practices", "ae_attendances": "acute", "emergency_admissions": "acute",
         "elective_and_day_case": "acute", "outpatients": "acute", "community_contacts": "community", "mental_health_contacts": "community"}


@check
def a_list_below_the_minimum_is_reported_not_bent(acsim):
    """The shipped directed MCP, at least 100,000, in a town that is too small for it and in one that is not."""
    lines = "".join(f"  {name}: {{provider: {party}, activity: {{town: 120000, village: 40000}}, price: 50}}\n" for name, party in LINES.items())
    head, tail = small.SCENARIO.split("services:\n")[0], "models: [mcp_directed, mcp_soft]\n"
    acsim.file("two.yaml", head + "services:\n" + lines + tail)
    shipped = {"environment": {"ACSIM_SCENARIOS": str(SOURCE / "scenarios")}}
    result = acsim("check", "two.yaml", **shipped).expect(0, "mcp_directed", "'village'", "below its minimum of 100000")
    assert result.err.count("warning") == 1 and "of 'mcp_soft'" not in result.err, result.err
    certain = ["--set", "models.mcp_directed.coverage={2016: 0, 2017: 1}", "--set", "models.mcp_directed.survival.hazard=0"]
    acsim("run", "two.yaml", "--trials", 64, "-o", "two.h5", *certain, **shipped).expect(0, "below its minimum of 100000")
    for place, live, below in ("town", 1, 0), ("village", 1, 1), ("all", 2, 1):
        for metric, expected in ("networks_live", live), ("networks_below_minimum", below):
            rows = acsim("show", "two.h5", "--metric", metric, "--model", "mcp_directed", "--place", place, "--year", 2020, "--csv").expect(0).out
            row = dict(zip(*(line.split(",") for line in rows.splitlines()[:2])))
            assert float(row["mean"]) == expected, rows


@check
def show_filters_and_formats(acsim):
    run(acsim, "-q").expect(0)
    acsim("show", "small.h5").expect(0, "gap", "net")
    table = acsim("show", "small.h5", "--metric", "gap", "--csv").expect(0).out
    assert "," in table.splitlines()[0] and len(table.splitlines()) > 2
    assert "village" in acsim("show", "small.h5", "--metric", "gap", "--place", "village", "--csv").out
    assert json.loads(acsim("show", "small.h5", "--metric", "gap", "--json").expect(0).out)
    assert re.fullmatch(r"[0-9a-f]{32,}.*\n", acsim("show", "small.h5", "--digest").expect(0).out)
    acsim("show", "small.h5", "--metric", "gapp").expect(2, "gapp", "gap")
    acsim("show", "small.h5", "--model", "nett").expect(2, "nett", "net")
    acsim("show", "small.h5", "--place", "vilage").expect(2, "vilage", "village")
    with open("/dev/full", "w") as full:
        acsim("show", "small.h5", "--csv", stdout=full).expect(1, "cannot write")


@check
def show_refuses_what_is_no_result(acsim):
    acsim("show", "absent.h5").expect(1, "absent.h5")
    acsim("show", acsim.file("text.h5", "not HDF5 at all")).expect(1, "text.h5")
    acsim("show", ".").expect(1)
    run(acsim, "-q").expect(0)
    whole = (acsim.folder / "small.h5").read_bytes()
    acsim("show", acsim.file("half.h5", whole[: len(whole) // 2])).expect(1, "half.h5")


@check
def describe_prints_its_pages(acsim):
    assert acsim("describe").expect(0, "base_year", "horizon").out == acsim("describe", "scenario").out
    acsim("describe", "distributions").expect(0, "triangular", "lognormal")
    acsim("describe", "metrics").expect(0, "net_saving", "GBP")
    acsim("describe", "models").expect(0, "coverage", "transportability")
    acsim("describe", "contracts").expect(0, "sharing_rate")
    acsim("describe", "metrisc").expect(2, "metrics")


def start(acsim, *arguments):
    command = [acsim.path, "run", small.write(acsim), "--trials", "900000000", *arguments]
    return subprocess.Popen(command, cwd=acsim.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


@check
def signals_leave_no_file(acsim):
    for signal_sent in (signal.SIGINT, signal.SIGTERM):
        process = start(acsim)
        time.sleep(1.5)
        process.send_signal(signal_sent)
        out, err = process.communicate(timeout=60)
        assert process.returncode == 130, f"exit status {process.returncode}: {out}{err}"
        assert "interrupted" in err.lower(), err
        assert leftovers(acsim) == [], leftovers(acsim)


@check
def saved_trials_of_an_interrupted_run_go_too(acsim):
    process = start(acsim, "--save-trials", "gap", "--set", "trials=2000000", "--trials", "2000000")
    time.sleep(1)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert process.returncode == 130, err
    assert leftovers(acsim) == [], leftovers(acsim)


@check
def progress_rewrites_a_line_on_a_terminal_only(acsim):
    name = small.write(acsim)
    line = f"timeout -s INT 3 '{acsim.path}' run {name} --trials 900000000"
    terminal = subprocess.run(["script", "-qec", line, "/dev/null"], cwd=acsim.folder, capture_output=True,
                              stdin=subprocess.DEVNULL, env={**os.environ, "TERM": "xterm", "NO_COLOR": "1"}, timeout=60)
    shown = terminal.stdout.decode()
    assert re.search(r"\r +\d+ % of 900000000 trials, \d+/s, .* left; gap ", shown), shown
    assert "\x1b[1;31m" not in shown
    process = start(acsim)
    time.sleep(2)
    process.send_signal(signal.SIGINT)
    assert " left" not in process.communicate(timeout=60)[1]


@check
def memory_that_is_not_there_is_refused(acsim):
    if sanitized(acsim.path):
        return
    result = run(acsim, "--set", "horizon=4", "-j", 512, "--quantiles", "all", shell_prefix="ulimit -v 400000;")
    result.expect(1, "memory")
    assert leftovers(acsim) == []


@check
def installed_scenarios_are_found(acsim):
    build = os.path.dirname(os.path.dirname(os.path.dirname(acsim.path)))
    environment = {key: value for key, value in os.environ.items() if not key.startswith("ACSIM_")}
    target = acsim.folder / "target"
    subprocess.run(["meson", "install", "-C", build, "--no-rebuild", "--quiet", "--destdir", str(target)], check=True,
                   stdout=subprocess.DEVNULL)
    program = next(target.rglob("bin/acsim"))
    assert list(target.rglob("include/acsim.h")) and list(target.rglob("man1/acsim.1"))
    elsewhere = acsim.folder / "elsewhere"
    elsewhere.mkdir()
    for name in ("england/stp44-2016", "england/stp44-2016.yaml"):
        result = subprocess.run([program, "check", name], cwd=elsewhere, env=environment, capture_output=True, text=True)
        assert result.returncode == 0, result.stderr
        assert str(target) in result.stdout or "44" in result.stdout, result.stdout
    # A file of that name in the current folder comes first.
    (elsewhere / "england").mkdir()
    (elsewhere / "england/stp44-2016.yaml").write_text("acsim: 1\n")
    result = subprocess.run([program, "check", "england/stp44-2016"], cwd=elsewhere, env=environment,
                            capture_output=True, text=True)
    assert result.returncode == 2, result.stdout


@check
def the_build_folder_finds_its_scenarios(acsim):
    environment = {"ACSIM_SCENARIOS": ""}
    acsim("check", SOURCE / "scenarios/england/stp44-2016.yaml", environment=environment).expect(0, "44")


if __name__ == "__main__":
    main()
