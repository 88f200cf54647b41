"""The plain model against answers known from elsewhere; ends with 'N passed, N failed'."""

import pathlib
import sys

import numpy as np

import draws
import plain_model

CASES = pathlib.Path(__file__).parent / "cases"


def test_philox_known_answer():
    zero = np.zeros(1, dtype=np.uint64)
    words = [int(w[0]) for w in draws.philox((zero,) * 4, (0, 0))]
    assert words == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8], words
    ones = np.full(1, 0xFFFFFFFF, dtype=np.uint64)
    words = [int(w[0]) for w in draws.philox((ones,) * 4, (0xFFFFFFFF,) * 2)]
    assert words == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD], words


def test_one_place_by_hand():
    """The deterministic case, its last year and a half of the arithmetic written out."""
    results = plain_model.run(CASES / "01-deterministic.yaml")
    m = {name: values[0, :, 0] for name, values in results.metrics.items()}
    price = [2400 * (1.024 * 0.98) ** y for y in range(5)]
    cost = [2470 * (1.024 * 0.989) ** y for y in range(5)]
    a0 = [24000 * 1.03**y for y in range(5)]
    strength = 1 - 2 ** (-0.5 / 1.5)
    # five equal networks of 42,000; coverage 0.25 in 2017 reaches the first midpoint, 0.1
    avoided = a0[1] * 0.2 * 0.12 * strength * 0.75
    capacity = a0[0] + 0.5 * (a0[1] - a0[0])
    idle = max(0, capacity - (a0[1] - avoided))
    gp = 1e6 * 1.01 * 33 * 1.02 * 0.995
    running = (150000 + 3 * 42000 + 250000) * 1.02
    expected = cost[1] * (a0[1] - avoided) + gp + 0.5 * cost[1] * idle + running
    assert abs(m["cost"][1, 1] * 1.02 / expected - 1) < 1e-12
    assert abs(m["networks_live"][1, 1] - 1) < 1e-12
    assert price[1] > 0


def test_full_risk_is_the_whole_share():
    results = plain_model.run(CASES / "11-full-risk.yaml")
    risk, share = results.models.index("network_risk"), results.models.index("as_share")
    for name, values in results.metrics.items():
        assert np.array_equal(values[:, risk], values[:, share]), name


def test_do_nothing_pays_back_at_once_and_saves_nothing():
    results = plain_model.run(CASES / "08-effects.yaml")
    assert np.all(results.metrics["net_saving"][:, 0] == 0)
    assert np.all(results.metrics["stranded_cost"][:, 0] == 0)
    assert np.all(results.horizon["p_paid_back"][:, 0, :, 1:] == 1)


def main():
    tests = [item for name, item in globals().items() if name.startswith("test_")]
    failed = 0
    for test in tests:
        try:
            test()
        except AssertionError as error:
            failed += 1
            print(f"FAIL {test.__name__}: {error!r}")
    print(f"{len(tests) - failed} passed, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
