#!/usr/bin/env python3
"""Times `acsim run` on England, from file to file.

    bench/end_to_end.py ACSIM [--plain PLAIN] [--repeats N] [--trials N] [--scenario FILE]

One and two (or --threads) threads; median and spread of the repeats, and network-years a second: trials
x networks of all models x years, over the median. With --plain, also the ratio to the program built
without vectors on one thread, run in turn with this one, and whether both give the same bytes.
"""
import argparse
import filecmp
import os
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time


ENGLAND = os.path.join(os.path.dirname(os.path.abspath(__file__)), "../scenarios/england/stp44-2016.yaml")


def processor():
    with open("/proc/cpuinfo") as file:
        names = re.findall(r"^model name\s*: (.*)$", file.read(), re.MULTILINE)
    return f"{names[0] if names else platform.machine()}, {os.cpu_count()} processors"


def one_run(program, scenario, trials, threads, folder):
    output = os.path.join(folder, "bench.h5")
    start = time.perf_counter()
    subprocess.run([program, "run", scenario, "--quiet", "--force", "--trials", str(trials), "-j", str(threads), "-o",
                    output], check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def plan_of(program, scenario):
    """Networks of all models, and years, as `acsim check` says."""
    text = subprocess.run([program, "check", scenario], check=True, capture_output=True, text=True).stdout
    networks = sum(int(count) for count in re.findall(r"\((\d+) networks?\)", text))
    first, last = re.search(r"(\d{4}) to (\d{4})", text).groups()
    return networks, int(last) - int(first)


def compare_plain(program, options, folder):
    """Medians of both programs on one thread, run in turn, and whether their results are the same bytes."""
    times = {program: [], options.plain: []}
    for _ in range(options.repeats):
        for each in times:
            times[each].append(one_run(each, options.scenario, options.trials, 1, folder))
    outputs = [os.path.join(folder, name) for name in ("fast.h5", "plain.h5")]
    for each, output in zip(times, outputs):
        subprocess.run([each, "run", options.scenario, "--quiet", "--reproducible", "--trials", "64", "-o", output],
                       check=True, stdout=subprocess.DEVNULL)
    same = filecmp.cmp(*outputs, shallow=False)
    fast, plain = (statistics.median(times[each]) for each in times)
    print(f"plain scalar path: {plain:.2f} s against {fast:.2f} s on one thread, ratio {plain / fast:.2f}; "
          f"{'the same bytes' if same else 'DIFFERENT RESULTS'}")
    return same


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("program")
    arguments.add_argument("--plain", type=os.path.abspath)
    arguments.add_argument("--scenario", default=ENGLAND)
    arguments.add_argument("--trials", type=int, default=2000)
    arguments.add_argument("--repeats", type=int, default=5)
    arguments.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options = arguments.parse_args()
    program = os.path.abspath(options.program)
    networks, years = plan_of(program, options.scenario)
    version = subprocess.run([program, "--version"], check=True, capture_output=True, text=True).stdout.strip()
    print(f"{version}\n{processor()}")
    print(f"{os.path.basename(options.scenario)}: {options.trials} trials, {networks} networks over all models, {years} years")
    print("threads  median s  fastest  slowest  network-years/s  speed-up")
    first = None
    with tempfile.TemporaryDirectory() as folder:
        # What every run pays whatever its trials: reading, compiling, writing.
        fixed = statistics.median(one_run(program, options.scenario, 1, 1, folder) for _ in range(options.repeats))
        for threads in options.threads:
            times = [one_run(program, options.scenario, options.trials, threads, folder) for _ in range(options.repeats)]
            median = statistics.median(times)
            first = first or median
            rate = options.trials * networks * years / median
            print(f"{threads:7d}  {median:8.2f}  {min(times):7.2f}  {max(times):7.2f}  {rate:15.3g}  {first / median:8.2f}")
        print(f"fixed cost (one trial): {fixed:.2f} s")
        same = not options.plain or compare_plain(program, options, folder)
    return 0 if same else 1


if __name__ == "__main__":
    sys.exit(main())
