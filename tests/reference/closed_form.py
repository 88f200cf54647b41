"""Mean and variance of the gap of scenarios/reference/closed-form.yaml, from moments alone.

The derivation stands in scenarios/reference/README.md; the numbers are read from the scenario.
"""

import math

import numpy
import scipy.integrate
import scipy.special


def mean_of_product(mean, covariance, factors):
    """E[x_f1 x_f2 ...] of a Gaussian vector, factors being indices, by Stein's lemma:
    E[x_a rest] = mean_a E[rest] + sum over b in rest of cov(a, b) E[rest without b]."""
    if not factors:
        return 1.0
    first, rest = factors[0], factors[1:]
    total = mean[first] * mean_of_product(mean, covariance, rest)
    for k, other in enumerate(rest):
        if covariance[first, other]:
            total += covariance[first, other] * mean_of_product(mean, covariance, rest[:k] + rest[k + 1:])
    return total


def normal_moment(mean, sd, power):
    """E[x^power] of a normal."""
    return mean_of_product(numpy.array([mean]), numpy.array([[sd * sd]]), (0,) * power)


def uniform_moment(lowest, highest, power):
    """E[(1 - e)^power], e uniform."""
    return ((1 - lowest) ** (power + 1) - (1 - highest) ** (power + 1)) / ((power + 1) * (highest - lowest))


def yearly(mean, sd, years, power):
    """E[prod over years of x^power], independent normals, power 1 or 2."""
    return mean**years if power == 1 else (mean**2 + sd**2) ** years


def gap(scenario, year):
    """(mean, variance) of the gap in real terms, `year` years after the base year."""
    inflation = 1 + scenario["economy"]["inflation"]
    efficiency = scenario["economy"]["efficiency"]["acute"]["uniform"]
    place = scenario["places"]["somewhere"]
    steady, wandering = (scenario["services"][name] for name in ("steady", "wandering"))
    crowd = scenario["population"]["growth_error"]["normal"]["sd"]
    pressure, growth = steady["cost_pressure"]["normal"], steady["growth"]["other"]["normal"]

    def steady_moment(power):
        level = steady["activity"]["somewhere"] * steady["price"]
        return (level**power * normal_moment(1 + growth["mean"], growth["sd"], power * year)
                * yearly(1 + pressure["mean"] / inflation, pressure["sd"] / inflation, year, power)
                * uniform_moment(efficiency["min"], efficiency["max"], power * year))

    def wandering_moment(power):
        level = wandering["activity"]["somewhere"] * wandering["price"]
        terms = wandering["growth"]
        phi, sigma = terms["persistence"], terms["volatility"]
        apart = numpy.abs(numpy.subtract.outer(range(year), range(year)))
        covariance = sigma**2 * phi**apart + terms["place_volatility"] ** 2 * numpy.eye(year)
        mean = numpy.full(year, 1 + terms["other"])
        return level**power * mean_of_product(mean, covariance, tuple(range(year)) * power)

    def funding_moment(power):
        base, rise = place["funding"]["lognormal"], place["funding_growth"]["normal"]
        first = base["mean"] if power == 1 else base["mean"] ** 2 + base["sd"] ** 2
        return first * yearly(1 + rise["mean"] / inflation, rise["sd"] / inflation, year, power)

    people = (1 + crowd**2) ** year  # E[shocks squared]; their mean is 1
    cost = steady_moment(1) + wandering_moment(1)
    cost_squared = people * (steady_moment(2) + wandering_moment(2) + 2 * steady_moment(1) * wandering_moment(1))
    funding = funding_moment(1)
    variance = cost_squared - cost**2 + funding_moment(2) - funding**2
    return cost - funding, variance


def false_payment(shape, rate, cv):
    """Probability that luck alone pays a gain."""
    def phi(x):
        return 0.5 * math.erfc(-x / math.sqrt(2))

    if shape == "gamma":
        return float(scipy.special.gammainc(cv**-2, (1 - rate) * cv**-2))
    if shape == "normal":
        return 1 - phi(rate / cv)
    s2 = math.log(1 + cv * cv)
    return phi((math.log(1 - rate) + s2 / 2) / math.sqrt(s2))


def truncated_cv(cv, at):
    """cv of one person's lognormal spend capped at its quantile `at`, by integrating its quantile function."""
    s = math.sqrt(math.log1p(cv * cv))
    limit = float(scipy.special.ndtri(at))

    def moment(power):
        def spend(z):
            return math.exp(power * s * min(z, limit) - z * z / 2) / math.sqrt(2 * math.pi)
        return sum(scipy.integrate.quad(spend, *ends, epsabs=0, epsrel=1e-10)[0] for ends in ((-12, limit), (limit, 14)))

    return math.sqrt(moment(2) / moment(1) ** 2 - 1)
