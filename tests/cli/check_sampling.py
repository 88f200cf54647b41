"""Evenly spread trials: the same bits on any number of threads, standard errors that are true, and draws that
move only where they must."""
import h5py
import numpy as np

import small
from harness import check, main, sanitized
from saved import different, same, trials

KINDS = ("latin_hypercube", "sobol")
SEEDS = range(1, 31)
# without what varies more often than once a trial, which no sampling spreads out
STILL = ("--set", "economy.inflation=0.02", "--set", "services.emergency.growth.volatility=0", "--set",
         "services.emergency.growth.place_volatility=0", "--set", "places.town.funding=30e6", "--set",
         "places.village.funding=10e6")


def run(acsim, kind, name="a.h5", *arguments):
    acsim("run", small.write(acsim), "-q", "--force", "-o", name, "--set", f"sampling={kind}", *arguments).expect(0)
    return acsim.folder / name


def figures(path):
    """Mean and standard error over trials of two sums of all places in the last year."""
    with h5py.File(path) as file:
        summary = file["summary"]
        return [(summary[name][model, -1, -1], summary[f"{name}_se"][model, -1, -1])
                for name, model in (("gap", 0), ("cost", 1))]


@check
def threads_do_not_matter(acsim):
    for kind in KINDS:
        for count in (77, 1025) if sanitized(acsim.path) else (3, 77, 1025, 3001):
            digests = set()
            for threads in (1, 2, 3):
                run(acsim, kind, "a.h5", "--trials", count, "-j", threads)
                digests.add(acsim("show", "a.h5", "--digest").expect(0).out)
            assert len(digests) == 1, (kind, count)


@check
def replicates_are_told(acsim):
    for kind, count, replicates in (("sobol", 4096, 16), ("latin_hypercube", 1024, 16), ("sobol", 500, 7),
                                    ("latin_hypercube", 20, 2), ("random", 4096, None)):
        with h5py.File(run(acsim, kind, "a.h5", "--trials", count)) as file:
            sampling = file.attrs["sampling"]
            assert (sampling.decode() if isinstance(sampling, bytes) else sampling) == kind
            assert file.attrs.get("replicates") == replicates, (kind, count, file.attrs.get("replicates"))
    acsim("check", small.write(acsim), "--set", "sampling=sobol").expect(0, "Sobol, 4 replicates")


@check
def standard_errors_are_true(acsim):
    if sanitized(acsim.path):  # figures, at ten times the price
        return
    for kind in KINDS:
        values = np.array([figures(run(acsim, kind, "a.h5", "--seed", seed, "--trials", 1024, *STILL))
                           for seed in SEEDS])
        for figure in range(values.shape[1]):
            actual = values[:, figure, 0].std(ddof=1)
            stated = np.sqrt((values[:, figure, 1] ** 2).mean())
            # four standard errors of the standard deviation of 30 means
            assert 0.47 < actual / stated < 1.53, (kind, figure, actual, stated)


@check
def means_are_more_precise(acsim):
    error = {kind: figures(run(acsim, kind, "a.h5", "--trials", 4096, *STILL))[0][1]
             for kind in ("random", *KINDS)}
    for kind in KINDS:
        assert error[kind] < 0.1 * error["random"], error


@check
def mean_agrees_with_random(acsim):
    (mean, error), _ = figures(run(acsim, "random", "a.h5", "--trials", 20000))
    for kind in KINDS:
        (other, its_error), _ = figures(run(acsim, kind, "a.h5", "--trials", 4096))
        assert abs(other - mean) < 4 * np.hypot(error, its_error), (kind, other, mean)


@check
def changing_one_assumption_moves_no_other(acsim):
    for kind in KINDS:
        before = trials(acsim, f"{kind}1.h5", "--set", f"sampling={kind}")
        # scans have no price
        after = trials(acsim, f"{kind}2.h5", "--set", f"sampling={kind}", "--set",
                       "services.scans.growth.other={uniform: {min: 0, max: 0.1}}")
        for key in before:
            same(before, after, *key)


@check
def removing_one_moves_dimensions_behind_it_and_no_stratum(acsim):
    certain = ("--set", "services.emergency.price=2500", "--set", "services.scans.price=0")
    fewer = ("--set", "services.emergency.growth.other=0.03")
    more_of_scans = ("--set", "services.scans.price=10")
    for kind in KINDS:
        before = trials(acsim, f"{kind}1.h5", "--set", f"sampling={kind}", *certain, *more_of_scans)
        after = trials(acsim, f"{kind}2.h5", "--set", f"sampling={kind}", *certain, *more_of_scans, *fewer)
        # cost of scans alone: that of both lines less that of the same without a price on scans
        plain_before = trials(acsim, f"{kind}3.h5", "--set", f"sampling={kind}", *certain)
        plain_after = trials(acsim, f"{kind}4.h5", "--set", f"sampling={kind}", *certain, *fewer)
        key = ("activity_cost", "do_nothing", "town")
        scans_before, scans_after = before[key] - plain_before[key], after[key] - plain_after[key]
        moved = np.abs(scans_before - scans_after).max() > 1e-3
        assert moved == (kind == "sobol"), kind
        different(before, after, *key)


if __name__ == "__main__":
    main()
