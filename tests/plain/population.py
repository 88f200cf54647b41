"""Population: N[p,k,y] = N[p,k,0] * index[k,y] * product of (1 + shock)."""

import functools
import re

import numpy as np

import draws
import scenario

GROUPS = ("0-17", "18-64", "65-84", "85+")


def age_range(label):
    """Lowest and highest single year of age; None stands for an open end."""
    label = label.strip()
    match = re.fullmatch(r"(\d+)", label)
    if match:
        return int(match[1]), int(match[1])
    match = re.fullmatch(r"(\d+)\s*-\s*(\d+)", label)
    if match:
        return int(match[1]), int(match[2])
    match = re.fullmatch(r"(\d+)\s*(\+|plus|and over)", label)
    if match:
        return int(match[1]), None
    raise ValueError(f"not an age: {label}")


def shock_group(band):
    low, high = band
    middle = low + 5 if high is None else (low + high + 1) / 2
    return 0 if middle < 18 else 1 if middle < 65 else 2 if middle < 85 else 3


def contains(outer, inner):
    (a, b), (c, d) = outer, inner
    return a <= c and (b is None or (d is not None and d <= b))


class IndexTable:
    """One projection table for one place and variant: rows of (band, sex, {year: persons})."""

    def __init__(self, path, area, variant):
        self.rows = []
        for row in scenario.read_table(path):
            place = row.get("place", row.get("area"))
            if place is not None and place != area:
                continue
            if variant is not None and "variant" in row and row["variant"] != variant:
                continue
            years = {int(key.lstrip("y")): float(text) for key, text in row.items()
                     if re.fullmatch(r"y?\d{4}", key)}
            self.rows.append((age_range(row["age"]), row.get("sex"), years))

    @staticmethod
    def _at(years, year):
        known = sorted(years)
        if year < known[0] or year > known[-1]:
            raise ValueError(f"year {year} is not covered")
        return float(np.interp(year, known, [years[k] for k in known]))

    def level(self, band, sex, year):
        """Persons of the row that contains the band, or of the rows inside it."""
        def same(other):
            return other is None or sex is None or other == sex
        for outer, other, years in self.rows:
            if contains(outer, band) and (other is None or other == sex):
                return self._at(years, year)
        inside = [years for inner, other, years in self.rows
                  if (contains(band, inner) or contains(inner, band)) and same(other)]
        if not inside:
            raise ValueError(f"no index for {band} {sex}")
        return sum(self._at(years, year) for years in inside)


class Place:
    """Bands of one place: band, sex, persons in the base year, weighted persons."""

    def __init__(self, name, node, rows):
        self.name = name
        self.area = node.get("area", name)
        self.bands = [(age_range(r["age"]), r.get("sex")) for r in rows]
        self.persons = np.array([float(r["persons"]) for r in rows])
        if not rows:
            self.bands = [((0, None), None)]
            self.persons = np.array([scenario.number(node["persons"])])
        self.total = float(self.persons.sum())
        weighted = self.total
        if rows and "weighted" in rows[0]:
            weighted = sum(float(r["weighted"]) for r in rows)
        self.weighted = scenario.number(node.get("weighted_population", weighted))


class Population:
    def __init__(self, tree, world):
        self.world = world
        self.node = tree.get("population", {})
        rows = scenario.read_table(self.node["base"]["table"]) if "base" in self.node else []
        self.places = [Place(name, node or {}, [r for r in rows if r["place"] == name])
                       for name, node in tree["places"].items()]
        self.index_node = self.node.get("index")
        variants = (self.index_node or {}).get("variants") or {None: 1.0}
        self.variants = list(variants)
        u = world.uniforms(draws.address_hash(draws.hash_text("population.variant")), 0)
        cumulative = np.cumsum([scenario.number(v) for v in variants.values()])
        self.variant = np.minimum(np.searchsorted(cumulative, u, side="right"),
                                  len(self.variants) - 1)
        self.shocks = self._shocks()
        self.tables = {}
        self.health = scenario.series(self.node.get("health_status"), "population.health_status",
                                      0.0)

    def _shocks(self):
        """cumulative[group][y]: product of (1 + shock) up to year y, by trial."""
        world = self.world
        node = self.node.get("growth_error")
        cumulative = [[np.ones(world.trials)] for _ in GROUPS]
        for group in range(len(GROUPS)):
            for y in range(1, world.horizon + 1):
                shock = 0.0
                if node is not None:
                    value = scenario.series(node, "population.growth_error")
                    shock = growth_shock(world, value, group, world.base_year + y)
                cumulative[group].append(cumulative[group][-1] * (1 + shock))
        return cumulative

    def _index_tables(self, place, variant):
        key = (place.name, variant)
        if key not in self.tables:
            node = self.index_node
            area = node.get("area", place.area)
            parts = [(None, IndexTable(node["table"], area, variant))]
            for link in node.get("chain", []):
                parts.append((link["from"], IndexTable(link["table"], area, variant)))
            self.tables[key] = parts
        return self.tables[key]

    def index(self, place, k, variant, y):
        """Growth of band k since the base year under a variant, tables chained by ratio."""
        if self.index_node is None:
            return 1.0
        year, start = self.world.base_year + y, self.world.base_year
        band, sex = place.bands[k]
        value = 1.0
        parts = self._index_tables(place, variant)
        for i, (_, table) in enumerate(parts):
            end = parts[i + 1][0] if i + 1 < len(parts) else year
            end = max(start, min(end, year))
            if end > start:
                value *= table.level(band, sex, end) / table.level(band, sex, start)
                start = end
        return value

    @functools.lru_cache(maxsize=None)
    def persons(self, place, y):
        """N[k][trial] of the mid-year y."""
        by_variant = np.array([[self.index(place, k, v, y) for v in self.variants]
                               for k in range(len(place.bands))])
        index = by_variant[:, self.variant]
        shock = np.array([self.shocks[shock_group(band)][y] for band, _ in place.bands])
        return place.persons[:, None] * index * shock

    @functools.lru_cache(maxsize=None)
    def reference(self, place, y):
        """N[k] of the reference variant without shocks."""
        index = [self.index(place, k, self.variants[0], y) for k in range(len(place.bands))]
        return place.persons * np.array(index)


def growth_shock(world, value, group, year):
    """One shock a year and group of ages, shared by places; groups are addressed from 1."""
    if isinstance(value, scenario.Path):
        return sum(weight * growth_shock(world, knot, group, year)
                   for weight, knot in value.between(year))
    if value.name == "constant":
        return value.at(world)
    address = draws.address_hash(draws.hash_join(value.hash, group + 1))
    u = world.uniforms(address, year if "year" in value.scopes else 0)
    return draws.quantile(value.name, value.arguments, u)


def middle(band):
    """The age at a band's middle; an open band's is its lower bound + 5."""
    low, high = band
    return low + 5.0 if high is None else (low + high + 1) / 2


def healthier(bands, rates, years):
    """r[k - years]: the profile moved up the ages, by bands of one sex; `years` by trial."""
    moved = np.empty((len(bands), len(years)))
    for sex in {sex for _, sex in bands}:
        own = sorted((middle(band), k) for k, (band, other) in enumerate(bands) if other == sex)
        ages, numbers = [age for age, _ in own], [k for _, k in own]
        for age, k in own:
            moved[k] = np.interp(age - years, ages, rates[numbers])
    return moved
