"""The plain model against answers known from elsewhere; ends with 'N passed, N failed'."""

import functools
import math
import pathlib
import sys

import numpy as np
from scipy import stats

import draws
import plain_model
import population as people
import settle
from correlations import Correlations

CASES = pathlib.Path(__file__).parent / "cases"


def test_philox_known_answer():
    zero = np.zeros(1, dtype=np.uint64)
    words = [int(w[0]) for w in draws.philox((zero,) * 4, (0, 0))]
    assert words == [0x6627E8D5, 0xE169C58D, 0xBC57AC4C, 0x9B00DBD8], words
    ones = np.full(1, 0xFFFFFFFF, dtype=np.uint64)
    words = [int(w[0]) for w in draws.philox((ones,) * 4, (0xFFFFFFFF,) * 2)]
    assert words == [0x408F276D, 0x41C83B0E, 0xA20BC7C6, 0x6D5451FD], words


def close(got, expected, tolerance=1e-10):
    assert np.allclose(got, expected, rtol=tolerance, atol=0), (got, expected)


def test_distributions_known_to_scipy():
    u = np.array([1e-6, 0.02, 0.37, 0.5, 0.9, 1 - 1e-9])
    weibull = {"mean": 3.0, "sd": 1.0}
    shape, scale = draws.weibull_parameters(weibull)
    known = stats.weibull_min(shape, scale=scale)
    close((known.mean(), known.std()), (3, 1))
    close(draws.quantile("weibull", weibull, u), known.ppf(u))
    student = {"mean": 2.0, "sd": 3.0, "degrees": 5.0}
    known = stats.t(5, 2, 3 * math.sqrt(3 / 5))
    close(known.std(), 3)
    close(draws.quantile("student_t", student, u), known.ppf(u), 1e-8)
    cut = {"mean": 0.3, "sd": 0.2, "truncated": {"min": 0, "max": 1}}
    known = stats.truncnorm(-1.5, 3.5, 0.3, 0.2)
    close(draws.quantile("normal", cut, u), known.ppf(u), 1e-8)
    close(draws.mean("normal", cut), known.mean())
    judged = {"min": 0.0, "p10": 0.1, "p50": 0.3, "p90": 0.6, "max": 1.0}
    close(draws.quantile("quantiles", judged, np.array([0.1, 0.5, 0.9])), (0.1, 0.3, 0.6))


def test_steps_by_hand():
    u = np.array([0.1, 0.45, 0.99])
    sample = {"samples": [4, 1, 3, 1]}
    close(draws.quantile("empirical", sample, u), (1, 1, 4))
    close(draws.mean("empirical", sample), 9 / 4)
    cut = dict(sample, truncated={"min": 2})
    close(draws.quantile("empirical", cut, u), (3, 3, 4))
    close(draws.mean("empirical", cut), 3.5)
    close(draws.quantile("bernoulli", {"p": 0.6}, u), (0, 1, 1))
    close(draws.mean("bernoulli", {"p": 0.6}), 0.6)


def test_luck_by_integration():
    """The capped spend's sd / mean, and the factor's mean and sd, by a fine sum over u."""
    u = (np.arange(400000) + 0.5) / 400000
    for cv, p in ((3.0, 0.99), (1.2, 0.9), (6.0, 0.5)):
        s2 = math.log1p(cv**2)
        spend = np.exp(math.sqrt(s2) * draws.normal_quantile(u) - s2 / 2)
        capped = np.minimum(spend, np.quantile(spend, p))
        close(settle.capped_cv(cv, p), capped.std() / capped.mean(), 1e-4)
    for shape in ("normal", "lognormal", "gamma"):
        factor = settle.luck_factor(shape, np.full(len(u), 0.2), u)
        close((factor.mean(), factor.std()), (1, 0.2), 1e-4)


def test_correlated_uniforms_have_the_rank_correlation():
    paths = ["economy.inflation", "economy.efficiency.acute", "models.a.fidelity"]
    known = Correlations([{"rank": 0.6, "between": paths[:2]}, {"rank": -0.3, "between": paths[1:]}])
    own = functools.partial(draws.uniforms, 7, year=0, trials=40000)
    u = [known.uniform(member, lambda m: own(m)) for member in known.members]
    matrix = stats.spearmanr(np.array(u).T).statistic
    assert np.allclose(matrix[np.triu_indices(3, 1)], (0.6, 0, -0.3), atol=0.02), matrix
    close(u[0], own(known.members[0]), 1e-12)
    for row in u:
        assert stats.kstest(row, "uniform").statistic < 0.012


def test_rates_move_up_the_ages():
    bands = [((0, 17), None), ((18, 64), None), ((65, None), None)]
    rates = np.array([1.0, 2.0, 10.0])  # at 9, 41.5 and 70
    moved = people.healthier(bands, rates, np.array([0.0, 5.7, -3.25]))
    close(moved[:, 0], rates)
    close(moved[:, 1], (1, 2 - 5.7 / 32.5, 10 - 8 * 5.7 / 28.5))
    close(moved[:, 2], (1 + 3.25 / 32.5, 2 + 8 * 3.25 / 28.5, 10))


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
