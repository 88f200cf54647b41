"""Saved trials, and whether two runs have the same."""
import h5py
import numpy as np

import small

METRICS = ["funding", "activity_cost", "cost", "net_saving", "gain"]


def trials(acsim, name, *arguments, scenario=small.SCENARIO):
    """The saved trials by metric, model and place: arrays [trial][year]."""
    acsim("run", small.write(acsim, scenario), "-q", "-o", name, "--save-trials", ",".join(METRICS),
          *arguments).expect(0)
    with h5py.File(acsim.folder / name) as file:
        group = file["trials"]
        models = [text.decode() for text in group["model"][:]]
        places = [text.decode() for text in group["place"][:]]
        return {(metric, model, place): group[metric][:, m, p, :]
                for metric in METRICS for m, model in enumerate(models) for p, place in enumerate(places)}


def same(a, b, *key):
    assert np.isfinite(a[key]).all(), key
    assert a[key].tobytes() == b[key].tobytes(), f"{key} differs"


def different(a, b, *key):
    assert a[key].tobytes() != b[key].tobytes(), f"{key} does not differ"
