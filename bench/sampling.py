#!/usr/bin/env python3
"""How much more precise evenly spread trials make means, at equal numbers of trials.

    bench/sampling.py ACSIM [--trials N] [--seeds N] [--threads N] [SCENARIO ...]

Runs each scenario at random, as Latin hypercube and as Sobol with several seeds. For figures of all places
in the last year: the variance of the mean at random, over that of the other two (how many times as many
random trials would be needed), from the standard errors that the runs state; and whether those are true,
the standard deviation of the means over seeds against the root mean square of the stated errors.
"""
import argparse
import os
import subprocess
import sys
import tempfile
import time

import h5py
import numpy as np

HERE = os.path.dirname(os.path.abspath(__file__))
SCENARIOS = [os.path.join(HERE, "../scenarios", name) for name in
             ("doncaster/doncaster-2016.yaml", "england/stp44-2016.yaml")]
KINDS = ("random", "latin_hypercube", "sobol")


def one_run(options, scenario, kind, seed, output):
    """Means and standard errors by figure, and seconds."""
    start = time.perf_counter()
    subprocess.run([options.program, "run", scenario, "--quiet", "--force", "--set", f"sampling={kind}", "--seed",
                    str(seed), "--trials", str(options.trials), "-j", str(options.threads), "-o", output], check=True,
                   stdout=subprocess.DEVNULL)
    seconds = time.perf_counter() - start
    figures = {}
    with h5py.File(output) as file:
        models = [text.decode() for text in file["summary/model"][:]]
        for name, model in [("gap", 0)] + [(name, m) for m in range(1, len(models)) for name in ("net_saving", "gain")]:
            mean, error = (file["summary"][name + ending][model, -1, -1] for ending in ("", "_se"))
            if error > 0:
                figures[f"{name} of {models[model]}"] = mean, error
    return figures, seconds


def measure(options, scenario, folder):
    runs, seconds = {}, {}
    for kind in KINDS:
        all_runs = [one_run(options, scenario, kind, seed, os.path.join(folder, "bench.h5"))
                    for seed in range(1, options.seeds + 1)]
        runs[kind] = [run[0] for run in all_runs]
        seconds[kind] = np.median([run[1] for run in all_runs])
    print(f"\n{os.path.relpath(scenario, os.path.join(HERE, '..'))}: {options.trials} trials, {options.seeds} seeds; "
          + ", ".join(f"{kind} {seconds[kind]:.2f} s" for kind in KINDS))
    print(f"{'figure of all places, last year':44s} {'gain of hypercube':>17s} {'of Sobol':>9s}   sd / stated error")
    for figure in runs["random"][0]:
        values = {kind: np.array([run[figure] for run in runs[kind]]) for kind in KINDS}
        variance = {kind: (values[kind][:, 1] ** 2).mean() for kind in KINDS}
        truth = [np.sqrt(values[kind][:, 0].var(ddof=1) / variance[kind]) for kind in KINDS]
        print(f"{figure:44s} {variance['random'] / variance['latin_hypercube']:17.2f} "
              f"{variance['random'] / variance['sobol']:9.2f}   " + " ".join(f"{ratio:.2f}" for ratio in truth))


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("scenarios", nargs="*", default=SCENARIOS)
    arguments.add_argument("--trials", type=int, default=1024)
    arguments.add_argument("--seeds", type=int, default=20)
    arguments.add_argument("--threads", type=int, default=1)
    options = arguments.parse_args()
    options.program = os.path.abspath(options.program)
    print(subprocess.run([options.program, "--version"], check=True, capture_output=True, text=True).stdout.strip())
    with tempfile.TemporaryDirectory() as folder:
        for scenario in options.scenarios:
            measure(options, scenario, folder)
    return 0


if __name__ == "__main__":
    sys.exit(main())
