"""Activity if nothing changes, expected volumes, prices, costs, funding."""

import numpy as np

import draws
import population as people
import scenario
from scenario import series

FLOOR = 0.5


class Line:
    """One service line's assumptions."""

    def __init__(self, name, node):
        self.name, self.provider = name, node["provider"]
        base = f"services.{name}."

        def read(key, default):
            return series(node.get(key), base + key, default)
        self.price0 = read("price", None)
        self.cost0 = read("cost", None) if "cost" in node else self.price0
        self.cost_pressure = read("cost_pressure", 0.0)
        self.tariff_efficiency = read("tariff_efficiency", 0.0)
        self.price_change = read("price_change", 0.0) if "price_change" in node else None
        payment = node.get("payment", {})
        self.marginal = series(payment.get("marginal"), base + "payment.marginal", 1.0)
        self.plan = payment.get("plan", "demand")
        growth = node.get("growth", {})
        self.total = series(growth["total"], base + "growth.total") if "total" in growth else None
        self.window = int(scenario.number(growth.get("window", 0)))
        self.other = series(growth.get("other"), base + "growth.other", 0.0)
        self.persistence = series(growth.get("persistence"), base + "growth.persistence", 0.0)
        self.volatility = series(growth.get("volatility"), base + "growth.volatility", 0.0)
        self.place_volatility = series(growth.get("place_volatility"),
                                       base + "growth.place_volatility", 0.0)
        self.variable_share = read("variable_share", 1.0)
        self.release_years = read("release_years", 1.0)
        self.built_ahead = read("built_ahead", 0.0)
        self.refill = read("refill", 0.0)
        self.activity = node["activity"]


def rates_of(line, place):
    """r[k] of a place's bands; a flat profile where no rates are given."""
    node = line.activity
    if "rates" not in node:
        return np.ones(len(place.bands))
    rows = scenario.read_table(node["rates"])
    rows = [r for r in rows if r.get("place", r.get("area", place.name))
            in (place.name, place.area)]
    rates = []
    for band, sex in place.bands:
        found = [float(r[node["column"]]) for r in rows
                 if people.contains(people.age_range(r["age"]), band)
                 and r.get("sex") in (None, sex)]
        rates.append(found[0])
    return np.array(rates)


def base_activity(line, places, rates):
    """A0[p,0]: rates, a place's own level, or what those leave of a total shared by the rates."""
    node = line.activity
    own = [scenario.number(node[p.name]) if p.name in node else None for p in places]
    by_rates = [float((place.persons * r).sum()) for place, r in zip(places, rates)]
    factor = 1.0
    if "total" in node:
        left = scenario.number(node["total"]) - sum(a for a in own if a is not None)
        rest = sum(a for a, level in zip(by_rates, own) if level is None)
        factor = left / rest if rest else 0.0
    return [a * factor if level is None else level for a, level in zip(by_rates, own)]


class Demand:
    """A0[s][p][y] by trial, V[s][p][y] planned and expected[s][p][y] as numbers."""

    def __init__(self, tree, world, population):
        self.world, self.population = world, population
        self.lines = [Line(name, node) for name, node in tree["services"].items()]
        self.a0, self.expected, self.plan = [], [], []
        self.floor_hits = 0  # by trial, place, line and year
        for line in self.lines:
            self._line(line)

    def _line(self, line):
        population, world = self.population, self.world
        places, years = population.places, range(world.horizon + 1)
        rates = [rates_of(line, place) for place in places]
        base = base_activity(line, places, rates)
        ratio = None
        if line.total is not None:
            w = line.window
            then = sum(a * self._reference(place, r, w)
                       for a, place, r in zip(base, places, rates))
            ratio = (then / sum(base)) ** (-1.0 / w)
        a0, expected, plan = [], [], []
        for place, r, level in zip(places, rates, base):
            growth = [self._growth(line, place, ratio, y) for y in years]
            mean = [self._mean_growth(line, ratio, y) for y in years]
            reference = [population.reference(place, y).sum() for y in years]
            a0.append([level * self._index(place, r, y) * growth[y] for y in years])
            expected.append([level * self._reference(place, r, y) * mean[y] for y in years])
            plan.append(expected[-1] if line.plan == "demand" else
                        [level * reference[y] / reference[0] for y in years])
        self.a0.append(a0)
        self.expected.append(expected)
        self.plan.append(plan)

    def _index(self, place, r, y):
        shift = self.population.health.at(self.world) * y
        now = self.population.persons(place, y) * people.healthier(place.bands, r, shift)
        return now.sum(axis=0) / (place.persons * r).sum()

    def _reference(self, place, r, y):
        shift = np.array([self.population.health.mean_at() * y])
        now = self.population.reference(place, y) * people.healthier(place.bands, r, shift)[:, 0]
        return now.sum() / (place.persons * r).sum()

    def _growth(self, line, place, ratio, y):
        """Product of (1 + g[u]) up to year y: AR(1) about the mean, started stationary."""
        world = self.world
        name = place.name

        def innovation(u):
            path = draws.hash_text(f"services.{line.name}.growth.innovation")
            return draws.normal_quantile(world.draw(path, year=world.base_year + u))

        def place_innovation(u):
            path = draws.hash_text(f"services.{line.name}.growth.place_innovation")
            return draws.normal_quantile(
                world.draw(path, draws.hash_text(name), year=world.base_year + u))
        product, floor_hits = np.ones(world.trials), 0
        year = world.base_year
        deviation = line.volatility.at(world, year, name) * innovation(0)
        for u in range(1, y + 1):
            year = world.base_year + u
            phi = line.persistence.at(world, year, name)
            sigma = line.volatility.at(world, year, name)
            deviation = phi * deviation + sigma * np.sqrt(1 - phi**2) * innovation(u)
            g = self._mu(line, ratio, year, name) + deviation
            g = g + line.place_volatility.at(world, year, name) * place_innovation(u)
            floor_hits += int((1 + g < FLOOR).sum())
            product = product * np.maximum(1 + g, FLOOR)
        if y == world.horizon:  # counted once, with what led to the last year's
            self.floor_hits += floor_hits
        return product

    def _mu(self, line, ratio, year, name):
        if line.total is None:
            return line.other.at(self.world, year, name)
        return (1 + line.total.at(self.world, year, name)) * ratio - 1

    def _mean_growth(self, line, ratio, y):
        product = 1.0
        for u in range(1, y + 1):
            year = self.world.base_year + u
            mu = (line.other.mean_at(year) if line.total is None
                  else (1 + line.total.mean_at(year)) * ratio - 1)
            product *= max(1 + mu, FLOOR)
        return product


class Money:
    """Deflator, prices, unit costs, funding; all in cash, index 0 is the base year."""

    def __init__(self, tree, world, demand, population):
        self.world = world
        self.node = tree.get("economy", {})
        places = [place.name for place in population.places]
        self.inflation, self.deflator, self.discount = {}, {}, {}
        for place in places:
            self._indices(place)
        self.price = [[self._price(line, p) for p in places] for line in demand.lines]
        self.mean_price = [[self._mean_price(line, y) for y in range(world.horizon + 1)]
                           for line in demand.lines]
        self.cost = [[self._cost(line, p, True) for p in places] for line in demand.lines]
        self.cost_plain = [[self._cost(line, p, False) for p in places] for line in demand.lines]
        self.funding = [self._funding(p, tree["places"][p] or {}) for p in places]

    def _indices(self, place):
        """Inflation, deflator and discount factors; the same everywhere unless scoped by place."""
        world, one = self.world, np.ones(self.world.trials)
        inflation, deflator, discount = [0 * one], [one], [one]
        for y in range(1, world.horizon + 1):
            year = world.base_year + y
            inflation.append(self._economy("inflation", 0.0).at(world, year, place))
            deflator.append(deflator[-1] * (1 + inflation[-1]))
            rate = self._economy("discount_rate", 0.035).at(world, year, place)
            discount.append(discount[-1] / (1 + rate))
        self.inflation[place], self.deflator[place] = inflation, deflator
        self.discount[place] = discount

    def _economy(self, key, default):
        return series(self.node.get(key), f"economy.{key}", default)

    def _price(self, line, place):
        world = self.world
        price = [line.price0.at(world, world.base_year, place)]
        for y in range(1, world.horizon + 1):
            year = world.base_year + y
            if line.price_change is not None:
                factor = 1 + line.price_change.at(world, year, place)
            else:
                factor = ((1 + self.inflation[place][y] + line.cost_pressure.at(world, year, place))
                          * (1 - line.tariff_efficiency.at(world, year, place)))
            price.append(price[-1] * factor)
        return price

    def _mean_price(self, line, y):
        """The price with all assumptions at their means."""
        price = line.price0.mean_at(self.world.base_year)
        for u in range(1, y + 1):
            year = self.world.base_year + u
            if line.price_change is not None:
                price *= 1 + line.price_change.mean_at(year)
            else:
                inflation = self._economy("inflation", 0.0).mean_at(year)
                price *= ((1 + inflation + line.cost_pressure.mean_at(year))
                          * (1 - line.tariff_efficiency.mean_at(year)))
        return price

    def _cost(self, line, place, efficient):
        world = self.world
        node = self.node.get("efficiency", {}).get(line.provider)
        efficiency = series(node, f"economy.efficiency.{line.provider}", 0.0)
        cost = [line.cost0.at(world, world.base_year, place)]
        for y in range(1, world.horizon + 1):
            year = world.base_year + y
            factor = 1 + self.inflation[place][y] + line.cost_pressure.at(world, year, place)
            if efficient:
                factor = factor * (1 - efficiency.at(world, year, place))
            cost.append(cost[-1] * factor)
        return cost

    def _funding(self, place, node):
        world = self.world
        given = series(node["funding"], f"places.{place}.funding")
        growth = self._economy("funding_growth", 0.0)  # of places that state none
        if "funding_growth" in node:
            growth = series(node["funding_growth"], f"places.{place}.funding_growth")
        target = node.get("distance_from_target", 0.0)
        pace = 0.0
        if isinstance(target, dict) and "pace" in target:
            pace, target = target["pace"], target["value"]
        path = f"places.{place}.distance_from_target"
        distance = series(target, path).at(world, None, place)
        pace = series(pace, path + ".pace").at(world, None, place)
        funding, level = [], None
        for y in range(world.horizon + 1):
            year = world.base_year + y
            if isinstance(given, scenario.Path):
                level = given.at(world, year, place)
            elif y == 0:
                level = given.at(world, year, place)
            else:
                level = level * (1 + self.inflation[place][y] + growth.at(world, year, place))
            funding.append(level * (1 + distance * (1 - pace) ** y) / (1 + distance))
        return funding
