"""Random but valid scenarios from a fixed list of seeds: generate.py SEED prints one.

Every choice is drawn from Python's own generator with the seed: a seed names a scenario for ever.
"""

import csv
import json
import pathlib
import random
import sys

import yaml

SEEDS = tuple(range(1, 25))
TABLES = pathlib.Path(__file__).parent / "cases" / "tables"
PARTIES = ("commissioner", "network", "acute", "community", "practices")
SERVICES = {"emergency": ("acute", "emergency", 2400), "outpatient": ("acute", "outpatient", 120),
            "consultation": ("practices", "consultation", 31), "community": ("community", None, 55),
            "mental": ("community", None, 900)}


class Maker:
    def __init__(self, seed):
        self.random = random.Random(seed)
        self.base_year = self.random.choice((2016, 2017))
        self.horizon = self.random.randint(2, 8)
        self.seed = seed

    def number(self, low, high):
        return float(f"{self.random.uniform(low, high):.5g}")

    def chance(self, p):
        return self.random.random() < p

    def value(self, low, high, scopes=("trial", "place", "year")):
        """A number or a distribution inside [low, high]."""
        a, b, c = sorted(self.number(low, high) for _ in range(3))
        if c - a < 1e-3 * (high - low):
            return b
        kind = self.random.choice(("number", "number", "uniform", "triangular", "pert", "discrete",
                                   "normal", "student_t", "empirical"))
        if kind == "number":
            return b
        node = {"uniform": {"uniform": {"min": a, "max": c}},
                "triangular": {"triangular": {"min": a, "mode": b, "max": c}},
                "pert": {"pert": {"min": a, "mode": b, "max": c}},
                "discrete": {"discrete": {"values": [a, b, c],
                                          "probabilities": [0.25, 0.5, 0.25]}},
                "normal": {"normal": {"mean": b, "sd": c - a}, "truncated": {"min": a, "max": c}},
                "student_t": {"student_t": {"mean": b, "sd": c - a, "degrees": 4},
                              "truncated": {"min": a, "max": c}},
                "empirical": {"empirical": {"samples": [b, a, c, b, a]},
                              "truncated": {"min": a, "max": b}}}[kind]
        chosen = [s for s in scopes if s != "trial" and self.chance(0.35)]
        if chosen:
            node["per"] = chosen if len(chosen) > 1 else chosen[0]
        return node

    def series(self, low, high, scopes=("place", "year")):
        if self.chance(0.25):
            first = self.base_year + self.random.randint(0, 2)
            return {first: self.value(low, high, ()), first + 3: self.value(low, high, ())}
        return self.value(low, high, scopes)

    def some(self, items, least=0):
        items = list(items)
        return self.random.sample(items, self.random.randint(least, len(items)))

    def scenario(self):
        tables = self.chance(0.75)
        places = self.some(("ashby", "brough", "corby"), 1)
        services = {name: self.service(name, places, tables)
                    for name in self.some(SERVICES, 2)}
        tree = {"acsim": 1, "title": f"Random scenario {self.seed}", "base_year": self.base_year,
                "horizon": self.horizon, "prices": self.random.choice(("real", "cash")),
                "trials": self.random.randint(64, 160), "seed": self.random.randint(0, 2**63 - 1),
                "economy": self.economy(),
                "places": {place: self.place(place, tables) for place in places},
                "services": services}
        if tables:
            tree["population"] = self.population()
            self.feature("health", 0.4, self.health, tree)
        models = {f"model{i}": self.model(i, list(services))
                  for i in range(self.random.randint(1, 3))}
        grants = self.grants(places, list(models), tables)
        if grants:
            tree["grants"] = grants
        tree["models"] = ["do_nothing"] + list(models)
        if "consultation" in services:
            self.feature("workforce", 0.6, self.workforce, tree, tables)
        self.feature("schemes", 0.4, self.schemes, tree, list(models))
        return tree, models

    def feature(self, name, share, add, *arguments):
        """What came later is chosen by a generator of its own and moves nothing else."""
        usual, self.random = self.random, random.Random(f"{self.seed} {name}")
        if self.chance(share):
            add(*arguments)
        self.random = usual

    def luck(self, contract):
        contract["pooled"] = self.chance(0.5)
        if self.chance(0.5):
            contract["luck"]["shape"] = "gamma"
        if self.chance(0.5):
            contract["luck"]["truncate_at"] = self.value(0.6, 1.0, ("year",))

    def workforce(self, tree, tables):
        node = {"gp_fte": self.random.choice(({"value": 0.00059, "per_head": True}, 900)),
                "units_per_fte": {"consultation": 9500}, "net_growth": self.series(-0.05, 0.02),
                "elasticity": self.value(0, 2, ("place",)), "tolerance": self.number(0, 0.1),
                "agency_premium": self.series(2e4, 9e4)}
        if tables and self.chance(0.5):
            node["recruits"] = {"national": self.series(0, 2000, ("year",))}
        if self.chance(0.8):
            node["closure"] = {"hazard": self.series(0, 0.4), "exponent": self.value(0, 1, ()),
                               "shortage": self.value(0, 5, ()), "in_network": self.number(0, 2),
                               "practice_list": self.random.choice((9000, 40000))}
        tree["workforce"] = node
        if self.chance(0.5):
            self.random.choice(list(tree["places"].values()))["gp_fte"] = self.number(50, 200)

    def past(self, contract):
        benchmark = {"method": self.random.choice(("trend", "historical")),
                     "discount": self.number(0, 0.02)}
        if self.chance(0.6):
            benchmark["blend"] = self.series(0, 1, ("place", "year"))
        if benchmark["method"] == "historical":
            benchmark.update(years=self.random.randint(1, 4), rebase=self.random.randint(1, 5))
            if self.chance(0.5):
                benchmark["weights"] = [self.number(0.1, 1) for _ in range(benchmark["years"])]
        contract["benchmark"] = benchmark

    def schemes(self, tree, models):
        """A plan for every place; the rows stand in the tree until they are written as a table."""
        rows = []
        for place in tree["places"]:
            names = [f"scheme{i}" for i in range(self.random.randint(1, 4))]
            for i, name in enumerate(names):
                kind = self.random.choice(("activity", "cost", "gbp"))
                saving = self.value(0, 3e6, ()) if kind == "gbp" else self.value(0, 0.2, ())
                cells = {"saving": saving, "cost": self.value(0, 5e5, ()),
                         "delivery": self.value(0, 1.3, ()), "slippage": self.value(0, 3, ())}
                rows.append({"place": place, "name": name, "party": self.random.choice(PARTIES),
                             "service": self.random.choice(list(tree["services"])), "kind": kind,
                             "start": self.base_year + self.random.randint(1, 3),
                             "ramp": self.number(0.5, 4),
                             "depends_on": names[i - 1] if i and self.chance(0.4) else "",
                             **{key: json.dumps(cell) for key, cell in cells.items()}})
        tree["schemes"] = {"table": rows}
        if self.chance(0.5):
            tree["schemes"]["replaced_by"] = {model: ["scheme0"] for model in self.some(models, 1)}
        if self.chance(0.5):
            tree["schemes"]["target"] = {self.base_year + 1: self.number(1e5, 2e6),
                                         self.base_year + 3: self.number(1e5, 9e6)}

    def health(self, tree):
        tree["population"]["health_status"] = self.value(-0.5, 0.8, ())

    def population(self):
        node = {"base": {"table": "population.csv"}, "national": 55e6,
                "index": {"table": str(TABLES / "index.csv"),
                          "variants": {"principal": 0.5, "high": 0.3, "low": 0.2}}}
        if self.chance(0.5):
            node["index"]["chain"] = [{"table": str(TABLES / "chained.csv"), "from": 2020}]
        if self.chance(0.5):
            node["growth_error"] = {"normal": {"mean": 0.0, "sd": self.number(0.001, 0.01)},
                                    "per": "year"}
        return node

    def economy(self):
        node = {"discount_rate": self.number(0.0, 0.05),
                "inflation": self.series(-0.01, 0.05, ("year",)),
                "efficiency": {party: self.series(0.0, 0.03)
                               for party in self.some(PARTIES[1:])}}
        return node

    def place(self, name, tables):
        node = {"funding": self.number(1.5e8, 4e8)}
        if not tables:
            node["persons"] = self.number(60000, 300000)
        if self.chance(0.7):
            node["funding_growth"] = self.series(-0.01, 0.03)
        if self.chance(0.4):
            node["distance_from_target"] = {"value": self.number(-0.08, 0.08),
                                            "pace": self.number(0, 0.5)}
        if self.chance(0.3):
            node["weighted_population"] = self.number(50000, 300000)
        if self.chance(0.35):
            table = self.random.choice(("practices.csv", "named-practices.csv"))
            node["practices"] = {"table": str(TABLES / table)}
        return node

    def service(self, name, places, tables):
        provider, column, price = SERVICES[name]
        levels = {place: self.number(1e7, 8e7) / price for place in places}
        activity = {place: float(f"{level:.6g}") for place, level in levels.items()}
        if tables and column and self.chance(0.6):
            rates = {"rates": str(TABLES / "rates.csv"), "column": column}
            activity = {**rates, **self.random.choice(({}, activity, {"total": 1e5}))}
        node = {"unit": "unit", "provider": provider, "activity": activity, "price": price,
                "cost": self.value(0.9 * price, 1.15 * price, ("trial", "place"))}
        if self.chance(0.6):
            node["payment"] = {"marginal": self.series(0.0, 1.0),
                               "plan": self.random.choice(("demand", "list"))}
        if self.chance(0.3):
            node["price_change"] = self.series(-0.03, 0.03)
        else:
            node["tariff_efficiency"] = self.series(0.0, 0.03)
            node["cost_pressure"] = self.series(-0.01, 0.02)
        growth = ({"total": self.series(-0.02, 0.05), "window": self.random.randint(1, 9)}
                  if tables and self.chance(0.5) else {"other": self.series(-0.05, 0.06)})
        if self.chance(0.6):
            growth.update(persistence=self.value(0.0, 0.9, ()), volatility=self.number(0, 0.03),
                          place_volatility=self.number(0, 0.02))
        node["growth"] = growth
        for key, low, high in (("variable_share", 0.1, 1.0), ("release_years", 0.5, 6.0),
                               ("built_ahead", 0.0, 1.0), ("refill", 0.0, 0.8)):
            if self.chance(0.6):
                node[key] = self.value(low, high)
        return node

    def grants(self, places, models, tables):
        grants = {}
        for i in range(self.random.randint(0, 3)):
            node = {"payee": self.random.choice(PARTIES),
                    "models": self.random.choice(("all", self.some(models, 1)))}
            kind = self.random.choice(("per_head", "national", "places"))
            if kind == "national" and tables:
                node.update(national=self.series(1e8, 9e8, ("year",)), shared_by=self.random.choice(
                    ("weighted_population", "population")))
            elif kind == "places":
                node["places"] = {p: self.series(1e5, 3e6, ("year",)) for p in self.some(places, 1)}
            else:
                node["per_head"] = self.series(0.5, 12.0)
            grants[f"grant{i}"] = node
        return grants

    def model(self, number, services):
        first = self.base_year + self.random.randint(0, 1)
        node = {"acsim_model": 1, "title": "Random model",
                "list_size": {"target": self.random.choice((25000, 40000, 100000, 1000000)),
                              "minimum": self.random.choice((0, 20000)), "maximum": 2000000},
                "coverage": {first: 0.0, first + 2: self.number(0.2, 0.8), first + 4: 1.0},
                "half_life": self.value(0.5, 4.0, ("place",)),
                "fidelity": self.value(-0.5, 2.0, ("network", "year")),
                "intensity": {"min": self.number(-1, 0), "max": self.number(0.5, 2)}}
        if self.chance(0.3):
            node["coverage"] = {"logistic": {"midpoint": first + 2, "speed": self.number(0.5, 2),
                                             "ceiling": 0.95}}
        if self.chance(0.8):
            node["transportability"] = self.value(0.3, 1.0, ("place",))
        if self.chance(0.2):
            node["maturity"] = {0: 0.2, 2: 0.9, 4: 1.0}
        if self.chance(0.2):
            node["own_draws"] = True
        if self.chance(0.6):
            node["survival"] = {"hazard": self.value(0.0, 0.3), "reference_list": 50000,
                                "exponent": self.number(0, 0.8),
                                "backstop": self.random.choice(PARTIES)}
            if self.chance(0.5):
                node["survival"]["fade_half_life"] = self.number(0.3, 3)
        node["effects"], node["shifts"] = self.effects(services)
        node["delivers"] = self.some(services) if self.chance(0.4) else []
        node["running"] = {"fixed": self.value(1e5, 3e5, ("network",)), "per_head": 2.5,
                           "set_up": self.number(0, 4e5), "winding_up": self.number(0, 3e5),
                           "contribution": self.number(0, 1)}
        if self.chance(0.7):
            node["reinvestment"] = {"share": self.value(0, 1), "boost": self.value(0, 0.6),
                                    "half_spend": self.number(2, 20),
                                    "depreciation": self.value(0, 0.3)}
        if self.chance(0.8):
            node["contract"] = self.contract(services)
            self.feature(f"luck{number}", 0.5, self.luck, node["contract"])
            self.feature(f"past{number}", 0.5, self.past, node["contract"])
        return node

    def effects(self, services):
        effects, shifts = {}, []
        for name in self.some(services, 1):
            effects[name] = {}
            if self.chance(0.6):
                effects[name]["level"] = self.value(-0.1, 0.3)
            if not effects[name] or self.chance(0.4):
                effects[name].update(growth=self.value(-0.02, 0.03),
                                     lasts=self.random.randint(1, 6))
            others = [s for s in services if s != name]
            if others and self.chance(0.5):
                shifts.append({"from": name, "to": {s: self.number(0.1, 1.5)
                                                    for s in self.some(others, 1)},
                               "per": self.random.choice(("attempted", "avoided"))})
        return effects, shifts

    def contract(self, services):
        kind = self.random.choice(("none", "gain_share", "gain_share", "gain_share", "full_risk"))
        holder = self.random.choice(("network", "network", "acute"))
        node = {"acsim_contract": 1, "title": "Random contract", "kind": kind, "holder": holder,
                "scope": self.some(services, 1),
                "benchmark": {"method": self.random.choice(("trend", "capitation")),
                              "discount": self.number(0, 0.03)},
                "luck": {"cv_person": self.number(0, 6),
                         "shape": self.random.choice(("normal", "lognormal"))}}
        if node["benchmark"]["method"] == "capitation":
            node["benchmark"]["scope_share"] = self.random.choice(("yearly", "base"))
        if kind != "gain_share":
            return node
        node.update(minimum_savings_rate=self.random.choice((0.003, {"z": 1.0})),
                    sharing_rate=self.value(0.2, 1.0), first_pound=self.chance(0.6),
                    gain_cap=self.number(0.002, 0.1), payment_factor=0.98,
                    quality={"score": self.value(0.3, 1.0, ("network", "year")), "gate": 0.5,
                             "scales_gain": self.chance(0.5)},
                    lag=self.random.randint(0, 3))
        if self.chance(0.6):
            node["two_sided"] = {"minimum_loss_rate": self.random.choice((0.0, 0.004, {"z": 0.5})),
                                 "rate": self.number(0.2, 1), "between": [0.3, 0.8],
                                 "inverse_to_quality": self.chance(0.5),
                                 "cap": self.number(0.002, 0.1),
                                 "cap_of": self.random.choice(("benchmark", "revenue"))}
            node["loss_shares"] = {"network": 0.75, "practices": 0.25}
        if self.chance(0.5):
            node["gain_shares"] = {"network": 0.5, "practices": 0.25, "commissioner": 0.25}
        return node


def write_all(seeds, folder):
    paths = []
    for seed in seeds:
        tree, models = Maker(seed).scenario()
        home = folder / f"seed{seed}"
        (home / "models").mkdir(parents=True)
        for name, model in models.items():
            (home / "models" / f"{name}.yaml").write_text(yaml.safe_dump(model, sort_keys=False))
        if "population" in tree:
            lines = (TABLES / "population.csv").read_text().splitlines(keepends=True)
            (home / "population.csv").write_text("".join(
                line for line in lines if line.split(",")[0] in ("place", *tree["places"])))
        if "schemes" in tree:
            rows, tree["schemes"]["table"] = tree["schemes"]["table"], "schemes.csv"
            with open(home / "schemes.csv", "w", newline="", encoding="utf-8") as file:
                table = csv.DictWriter(file, list(rows[0]))
                table.writeheader()
                table.writerows(rows)
        paths.append(home / f"random-{seed}.yaml")
        paths[-1].write_text(yaml.safe_dump(tree, sort_keys=False))
    return paths


if __name__ == "__main__":
    scenario_tree, scenario_models = Maker(int(sys.argv[1])).scenario()
    print(yaml.safe_dump(scenario_tree, sort_keys=False))
    for model_name, model_tree in scenario_models.items():
        print(f"# models/{model_name}.yaml")
        print(yaml.safe_dump(model_tree, sort_keys=False))
