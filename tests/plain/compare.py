"""compare.py ACSIM [CASE...] [--seeds=A-B] [--trials=N] [--verbose]: engine against plain model.

Runs every case (default: all of cases/, then the random scenarios of generate.py) through both
programs and compares trials, means, standard deviations, quantiles, paired differences, activity,
surpluses of parties and horizon figures. One line a case with the largest relative difference and where it is.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

import h5py
import numpy as np

import generate
import plain_model
from account import METRICS
from scenario import read_scenario

HERE = pathlib.Path(__file__).parent
sys.path.append(str(HERE.parent / "cli"))
from harness import sanitized  # noqa: E402

LIBRARY = HERE.parent.parent / "scenarios"  # shipped models and contracts
# the engine reads these from quantile tables, or integrates their means
TABULATED = ("beta", "gamma", "pert", "student_t", "quantiles", "truncated")
EXACT, TABLE = 1e-10, 1e-7


def uses_tables(node):
    if isinstance(node, str) and node.endswith(".csv"):  # cells may be distributions
        return any(name in pathlib.Path(node).read_text(encoding="utf-8") for name in TABULATED)
    if isinstance(node, dict):
        return any(key in TABULATED or uses_tables(item) for key, item in node.items())
    if isinstance(node, (list, tuple)):
        return any(uses_tables(item) for item in node)
    return False


def has_tables(tree):
    default = any(name != "do_nothing" and "transportability" not in node
                  for name, node in tree["models"])
    return default or uses_tables({k: v for k, v in tree.items()})


class Comparison:
    """Relative differences; money is measured against at least a share of its place's cost."""

    def __init__(self, results, tabulated):
        self.results, self.tabulated = results, tabulated
        self.tolerance = TABLE if tabulated else EXACT
        cost = np.abs(results.metrics["cost"]).mean(axis=(0, 1, 3))  # [place]
        self.floor = cost * (1.0 if tabulated else 1e-3)
        self.worst, self.where, self.count, self.failures = 0.0, "nothing compared", 0, []

    def check(self, label, axes, engine, plain, floor):
        engine = np.asarray(engine, dtype=float)
        if engine.shape != plain.shape:
            self._note(np.inf, f"{label}: shape {engine.shape}, expected {plain.shape}")
            return
        self.count += engine.size
        scale = np.maximum(np.maximum(np.abs(engine), np.abs(plain)), floor)
        with np.errstate(invalid="ignore", divide="ignore"):
            difference = np.where(engine == plain, 0.0, np.abs(engine - plain) / scale)
        difference = np.where(np.isnan(difference), np.inf, difference)
        at = np.unravel_index(np.argmax(difference), difference.shape)
        place = " ".join(f"{axis}={name[i] if name is not None else i}"
                         for (axis, name), i in zip(axes, at))
        self._note(float(difference[at]),
                   f"{label} {place}: engine {engine[at]:.12g} plain {plain[at]:.12g}")

    def _note(self, difference, where):
        if difference > self.tolerance:
            self.failures.append((difference, where))
        if difference >= self.worst:
            self.worst, self.where = difference, where


def texts(dataset):
    return [t.decode() if isinstance(t, bytes) else str(t) for t in dataset[()]]


def money_floor(comparison, name, shape):
    """floor for arrays whose place axis has length `shape`; 1 for plain counts and shares."""
    return comparison.floor.reshape(shape) if plain_model.is_money(name) else 1.0


def compare_trials(comparison, file, names):
    results, group = comparison.results, file.get("trials", {})
    axes = [("trial", None)] + names
    for name in METRICS:
        if name not in group:
            comparison._note(np.inf, f"trials/{name} is absent")
            continue
        comparison.check(f"trials/{name}", axes, group[name][()], results.metrics[name],
                         money_floor(comparison, name, (1, 1, -1, 1)))


def compare_moments(comparison, file, names):
    results = comparison.results
    points = file["summary/quantile"][()]
    exact = file.attrs["quantile_rank_error"] == 0
    for name in METRICS:
        values = results.metrics[name]
        for kind, data in (("summary", values), ("paired", values - values[:, :1])):
            if name not in file[kind]:
                comparison._note(np.inf, f"{kind}/{name} is absent")
                continue
            floor = money_floor(comparison, name, (1, -1, 1))
            comparison.check(f"{kind}/{name}", names, file[kind][name][()], data.mean(axis=0),
                             floor)
            comparison.check(f"{kind}/{name}_sd", names, file[kind][name + "_sd"][()],
                             data.std(axis=0, ddof=1), floor * (1e3 if np.ndim(floor) else 1))
            if exact:
                comparison.check(f"{kind}/{name}_q", [("quantile", points)] + names,
                                 file[kind][name + "_q"][()],
                                 np.quantile(data, points, axis=0), floor)


def compare_groups(comparison, file, names):
    results = comparison.results
    activity = results.activity.mean(axis=0)
    scale = np.abs(activity).max()
    comparison.check("activity/activity",
                     names[:2] + [("service", results.lines)] + names[2:],
                     file["activity/activity"][()], activity, scale * 1e-3)
    growth = np.zeros_like(results.activity)
    growth[..., 1:] = results.activity[..., 1:] / results.activity[..., :-1] - 1
    comparison.check("activity/growth", names[:2] + [("service", results.lines)] + names[2:],
                     file["activity/growth"][()], growth.mean(axis=0), 1.0)
    parties = texts(file["party/party"])
    order = [plain_model.PARTIES.index(party) for party in parties]
    comparison.check("party/surplus", names[:2] + [("party", parties)] + names[2:],
                     file["party/surplus"][()], results.surplus.mean(axis=0)[:, :, order],
                     comparison.floor.reshape(1, -1, 1, 1))
    for name, values in results.horizon.items():
        floor = 1.0
        if name == "npv":
            floor = comparison.floor.reshape(1, -1) * results.metrics["cost"].shape[3]
        if name not in file["horizon"]:
            comparison._note(np.inf, f"horizon/{name} is absent")
            continue
        figures, axes = values.mean(axis=0), names
        if name == "npv":
            figures, axes = figures[:, :, -1], names[:2]
        comparison.check(f"horizon/{name}", axes, file["horizon"][name][()], figures, floor)
    comparison.check("growth_floor_hits", (), file.attrs["growth_floor_hits"],
                     np.asarray(results.floor_hits), 1.0)
    never = 1 - results.horizon["p_paid_back"].mean(axis=0)[:, :, -1]
    comparison.check("horizon/p_never_paid_back", names[:2],
                     file["horizon/p_never_paid_back"][()], never, 1.0)


def compare_case(acsim, path, trials):
    results = plain_model.run(path, trials, LIBRARY)
    tree = read_scenario(path, LIBRARY)
    comparison = Comparison(results, has_tables(tree))
    with tempfile.TemporaryDirectory() as folder:
        output = pathlib.Path(folder) / "result.h5"
        command = [acsim, "run", str(path), "-o", str(output), "--quiet",
                   "--save-trials", ",".join(METRICS), "--quantiles", "all"]
        command += ["--trials", str(trials)] if trials else []
        done = subprocess.run(command, capture_output=True, text=True, check=False,
                              env={**os.environ, "ACSIM_SCENARIOS": str(LIBRARY)})
        if done.returncode != 0:
            comparison._note(np.inf, f"exit {done.returncode}: {done.stderr.strip()[:1500]}")
            return comparison
        with h5py.File(output, "r") as file:
            names = [("model", texts(file["summary/model"])),
                     ("place", texts(file["summary/place"])),
                     ("year", list(file["summary/year"][()]))]
            if names[0][1] != results.models or names[1][1] != results.places + ["all"]:
                comparison._note(np.inf, f"models or places differ: {names[:2]}")
                return comparison
            compare_trials(comparison, file, names)
            compare_moments(comparison, file, names)
            compare_groups(comparison, file, names)
    return comparison


def run_cases(acsim, paths, trials, verbose):
    passed = failed = 0
    for path in paths:
        comparison = compare_case(acsim, path, trials)
        good = not comparison.failures and comparison.count > 0
        passed, failed = passed + good, failed + (not good)
        print(f"{'ok  ' if good else 'FAIL'} {path.stem:<22} {comparison.count:>9} figures, "
              f"largest difference {comparison.worst:.1e} of {comparison.tolerance:.0e}: "
              f"{comparison.where}", flush=True)
        shown = comparison.failures if verbose else comparison.failures[:5]
        for difference, where in shown if not good else []:
            print(f"     {difference:.2e} {where}")
    return passed, failed


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    options = [a for a in sys.argv[1:] if a.startswith("--")]
    if not arguments:
        print(__doc__)
        return 2
    acsim, cases = arguments[0], [pathlib.Path(a) for a in arguments[1:]]
    seeds = () if cases else generate.SEEDS[:8] if sanitized(acsim) else generate.SEEDS
    trials = None
    for option in options:
        if option.startswith("--trials="):
            trials = int(option[9:])
        if option.startswith("--seeds="):
            first, last = option[8:].split("-")
            seeds = range(int(first), int(last) + 1)
    with tempfile.TemporaryDirectory() as folder:
        if not cases and not any(option.startswith("--seeds=") for option in options):
            cases = sorted((HERE / "cases").glob("*.yaml"))
        cases += generate.write_all(seeds, pathlib.Path(folder))
        passed, failed = run_cases(acsim, cases, trials, "--verbose" in options)
    print(f"{passed} passed, {failed} failed")
    return 1 if failed or not passed else 0


if __name__ == "__main__":
    sys.exit(main())
