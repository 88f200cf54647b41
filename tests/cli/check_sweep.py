"""Sweeps: one results file of many points, each the same bits as a run of its own."""
import csv
import io
import json
import re
import signal
import subprocess
import time

import h5py
import numpy as np

import small
from harness import check, main, sanitized

RATE, LOSS = "models.net.contract.sharing_rate", "models.net.survival.hazard"
SWEEP = ["--sweep", f"{RATE}=0.3,0.5,0.7", "--sweep", f"{LOSS}=0,{{beta: {{mean: 0.05, sd: 0.02}}}}"]
POINTS = [(rate, loss) for rate in ("0.3", "0.5", "0.7") for loss in ("0", "{beta: {mean: 0.05, sd: 0.02}}")]
GROUPS = ["summary", "paired", "activity", "party", "horizon", "trials", "networks"]
KEEP = ["--save-trials", "gap,gain", "--set", "outputs.detail=[networks]"]


def run(acsim, name, *arguments):
    return acsim("run", small.write(acsim), "-q", "-o", name, "--reproducible", *arguments)


def leftovers(acsim):
    return sorted(path.name for path in acsim.folder.iterdir() if path.name not in ("models", "contracts", "small.yaml"))


@check
def points_are_the_same_bits_as_runs_of_their_own(acsim):
    run(acsim, "sweep.h5", *SWEEP, *KEEP).expect(0)
    with h5py.File(acsim.folder / "sweep.h5") as sweep:
        assert list(sweep["summary/sweep_1"]) == [float(rate) for rate, _ in POINTS]
        assert [text.decode() for text in sweep["summary/sweep_2"]] == [loss for _, loss in POINTS]
        assert sweep["horizon/sweep_2"].attrs["long_name"] == LOSS
        gains = sweep["summary/gain"][:, 1, -1, -1]
        assert len(set(gains)) == len(POINTS), "points do not differ"
        for point, (rate, loss) in enumerate(POINTS):
            run(acsim, "one.h5", "--force", "--set", f"{RATE}={rate}", "--set", f"{LOSS}={loss}", *KEEP).expect(0)
            with h5py.File(acsim.folder / "one.h5") as one:
                compared = 0
                for group in GROUPS:
                    assert {name for name in sweep[group] if not name.startswith("sweep")} == set(one[group]), group
                    for name, variable in one[group].items():
                        if variable.ndim < 2 or variable.dtype.kind != "f":
                            continue
                        assert sweep[group][name].shape == (len(POINTS), *variable.shape), name
                        assert sweep[group][name][point].tobytes() == variable[()].tobytes(), (point, group, name)
                        compared += 1
                assert compared > 200, compared


@check
def threads_do_not_matter(acsim):
    files = []
    for threads in (1, 2, 3):
        run(acsim, f"{threads}.h5", *SWEEP, *KEEP, "-j", threads).expect(0)
        files.append((acsim.folder / f"{threads}.h5").read_bytes())
    assert files[0] == files[1] == files[2]
    shown = [acsim("show", f"{threads}.h5", "--digest").expect(0).out for threads in (1, 3)]
    assert re.fullmatch("[0-9a-f]{64}\n", shown[0]) and shown[0] == shown[1]


@check
def a_scenario_may_hold_its_sweep(acsim):
    run(acsim, "line.h5", *SWEEP).expect(0)
    sweep = f"sweep:\n  {RATE}: [0.3, 0.5, 0.7]\n  {LOSS}: [0, {{beta: {{mean: 0.05, sd: 0.02}}}}]\n"
    name = small.write(acsim, small.SCENARIO + sweep)
    acsim("run", name, "-q", "-o", "file.h5", "--reproducible").expect(0)
    with h5py.File(acsim.folder / "line.h5") as line, h5py.File(acsim.folder / "file.h5") as file:
        for variable in ("summary/gain", "summary/gap_q", "horizon/npv"):
            assert line[variable][()].tobytes() == file[variable][()].tobytes()
        assert line["scenario/text_resolved"][()] == file["scenario/text_resolved"][()]
        resolved = line["scenario/text_resolved"][()]
    acsim.file("resolved.yaml", resolved)
    acsim("run", "resolved.yaml", "-q", "-o", "again.h5").expect(0)
    with h5py.File(acsim.folder / "line.h5") as line, h5py.File(acsim.folder / "again.h5") as again:
        assert line["summary/gain"][()].tobytes() == again["summary/gain"][()].tobytes()
    checked = acsim("check", name, "--sweep", f"{RATE}=0.9").expect(0, "sweep of 2 points", f"{RATE} = 0.9")
    assert checked.out.count(f"{RATE} = ") == 2


@check
def contracts_and_lists_may_be_swept(acsim):
    small.write(acsim)
    acsim.file("contracts/own.yaml", small.CONTRACT.replace("sharing_rate: 0.5", "sharing_rate: 0.2"))
    acsim("run", "small.yaml", "-q", "-o", "a.h5", "--sweep", "models.net.contract=share,own,{extends: own, gain_cap: 0}").expect(0)
    with h5py.File(acsim.folder / "a.h5") as file:
        gain = file["summary/gain"][:, 1, -1, -1]
        assert np.isclose(gain[0] * 0.4, gain[1]) and gain[1] > 0 and gain[2] == 0
    acsim("show", "a.h5", "--where", "contract=own", "--metric", "gain").expect(0, "point 2 of 3")


@check
def mistakes_name_the_point_before_any_trial(acsim):
    for arguments, words in (
            ([f"{RATE}=0.5,1.5"], (f"point 2 of 2 of the sweep, {RATE}=1.5", "from 0 to 1")),
            (["models.net.contract.sharing_rat=0.5,0.6"], ("did you mean 'sharing_rate'", "point 1 of 2")),
            (["horizon=3,4"], ("point 2 of 2", "years")), (["seed=1,2"], ("cannot be swept",)),
            ([f"{RATE}="], ("empty",)), ([f"{RATE}=1,1"], ("stands twice",)),
            (["models=[do_nothing,net],[do_nothing]"], ("point 2 of 2", "models"))):
        sweeps = [word for argument in arguments for word in ("--sweep", argument)]
        for command in (["check", "small.yaml"], ["run", "small.yaml", "-o", "a.h5", "--trials", "900000000"]):
            small.write(acsim)
            acsim(*command, *sweeps).expect(2, *words)
        assert leftovers(acsim) == []
    acsim("run", small.write(acsim), "--sweep", "economy").expect(2, "--sweep takes PATH=VALUE")


@check
def show_tells_points_apart(acsim):
    run(acsim, "a.h5", *SWEEP, *KEEP).expect(0, "sharing_rate, hazard", "6 of 6 points", "net, 0.7, 0", "Results: a.h5")
    rows = list(csv.DictReader(io.StringIO(acsim("show", "a.h5", "--csv", "--metric", "gain").expect(0).out)))
    assert len(rows) == 6 * 2 * 3 * 5
    with h5py.File(acsim.folder / "a.h5") as file:
        gain = file["summary/gain"][()]
        for row in rows:
            point = int(row["sweep"]) - 1
            assert (row[RATE], row[LOSS]) == POINTS[point]
            model = ["do_nothing", "net"].index(row["model"])
            place = ["town", "village", "all"].index(row["place"])
            assert float(row["mean"]) == gain[point, model, place, int(row["year"]) - 2016]
    all_rows = acsim("show", "a.h5", "--csv").expect(0).out
    one = acsim("show", "a.h5", "--csv", "--where", "sharing_rate=0.50", "--where", "sweep=3").expect(0).out
    assert [line for line in all_rows.splitlines()[1:] if line.startswith("3,")] == one.splitlines()[1:]
    assert len(one.splitlines()) > 300
    data = json.loads(acsim("show", "a.h5", "--json", "--where", "hazard=0", "--metric", "npv").expect(0).out)
    assert [(row["sweep"], row[RATE]) for row in data["rows"][::6]] == [(1, 0.3), (3, 0.5), (5, 0.7)]
    table = acsim("show", "a.h5", "--where", f"{RATE}=0.5", "--metric", "gain", "--year", 2019).expect(0, "2 of 6 points").out
    assert "net, 0.5, 0" in table and "0.3" not in table
    gap = acsim("show", "a.h5", "--metric", "gap").expect(0, "do_nothing, any, any", "net, 0.3, 0").out
    assert gap.count("do_nothing") == 1, gap
    acsim("show", "a.h5", "--where", "sweep=2").expect(0, "point 2 of 6", "2019/20")
    items = acsim("show", "a.h5", "--items", "networks", "--csv", "--where", "sweep=6").expect(0).out.splitlines()
    assert items[0].startswith("sweep,") and len(items) > 5 and all(line.startswith("6,0.7,") for line in items[1:])
    acsim("show", "a.h5", "--where", "sharing_rate=0.4").expect(2, "0.3, 0.5, 0.7")
    acsim("show", "a.h5", "--where", "coverage=1").expect(2, RATE, LOSS)
    acsim("show", "a.h5", "--where", "sweep=7").expect(2, "1 to 6")
    acsim("show", "a.h5", "--where", "sweep=1", "--where", "sharing_rate=0.7").expect(2, "all of these values")
    run(acsim, "plain.h5").expect(0)
    acsim("show", "plain.h5", "--where", "sweep=1").expect(2, "has no sweep")


@check
def an_interrupted_sweep_leaves_no_file(acsim):
    process = subprocess.Popen([acsim.path, "run", small.write(acsim), "-o", "a.h5", "--trials", "100000", "--sweep",
                                f"{RATE}=" + ",".join(f"0.{i:03d}" for i in range(1, 900))], cwd=acsim.folder,
                               stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.time() + 200
    while not any(name.endswith(".part") for name in leftovers(acsim)) and time.time() < deadline:
        time.sleep(0.05)
    assert any(name.endswith(".part") for name in leftovers(acsim)), "no point was ever written"
    time.sleep(0.3)
    process.send_signal(signal.SIGINT)
    _, err = process.communicate(timeout=120)
    assert process.returncode == 130, err[-2000:]
    assert "interrupted" in err and re.search(r"point \d+ of 899 of the sweep", err), err[-2000:]
    assert leftovers(acsim) == []


@check
def files_are_overwritten_by_force_only(acsim):
    run(acsim, "a.h5", *SWEEP).expect(0)
    before = (acsim.folder / "a.h5").read_bytes()
    run(acsim, "a.h5", *SWEEP).expect(1, "exists already")
    assert (acsim.folder / "a.h5").read_bytes() == before
    run(acsim, "a.h5", "--force", "--sweep", f"{RATE}=0.1,0.2").expect(0)
    assert (acsim.folder / "a.h5").read_bytes() != before


@check
def more_points_take_little_more_memory(acsim):
    """The results of one point at a time are in memory."""
    small.write(acsim)
    if sanitized(acsim.path):
        return
    peaks = []
    for points in (2, 40):
        values = ",".join(f"{i / 100:.2f}" for i in range(points))
        script = ("import resource, subprocess, sys; subprocess.run(sys.argv[1:], check=True, stdout=subprocess.DEVNULL); "
                  "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)")
        command = [acsim.path, "run", "small.yaml", "-q", "--force", "-o", "a.h5", "-j", "1", "--quantiles", "all", "--set",
                   "horizon=50", "--trials", "64", "--sweep", f"{RATE}={values}"]
        peaks.append(int(subprocess.run(["/usr/bin/python3", "-c", script, *command], cwd=acsim.folder, check=True,
                                        capture_output=True, text=True).stdout))
    with h5py.File(acsim.folder / "a.h5") as file:
        size = sum(variable.size * 8 for group in GROUPS[:5] for variable in file[group].values() if variable.ndim > 2)
    assert (peaks[1] - peaks[0]) * 1024 < size / 2, (peaks, size)


if __name__ == "__main__":
    main()
