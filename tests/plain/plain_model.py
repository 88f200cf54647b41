"""The plain model: model.md computed slowly and visibly, for comparison with the engine.

plain_model.run(path) gives metrics[name][trial, model, place, year] (the last place is `all`) and
the activity, party and horizon figures as means over trials.
"""

import sys

import numpy as np

import draws
from account import METRICS, PARTIES, Account
from correlations import Correlations
from demand import Demand, Money
from population import Population
from rollout import Model, networks_of
from scenario import read_scenario
from workforce import Workforce

LIVE_MEANS = ("p_false_payment", "p_false_payment_patients", "p_false_payment_benchmark", "quality",
              "intensity")
COUNTS = ("networks_live", "networks_failed", "networks_below_minimum", "gp_fte", "gp_fte_required",
          "gp_shortfall", "practices_open", "practices_closed")
LIST_MEANS = ("coverage", "throttle")
HORIZON = ("npv", "p_paid_back", "p_gap_closed", "p_net_saving", "p_loss", "p_loss_capped",
           "p_plan_delivers")


class World:
    def __init__(self, tree, trials=None):
        self.base_year, self.horizon = tree["base_year"], tree["horizon"]
        self.trials = trials or tree["trials"]
        self.seed = tree.get("seed", 1)  # the engine's own default
        self.known = {}
        self.correlations = Correlations(
            tree.get("correlations", []),
            [name for name, model in tree["models"] if model.get("own_draws")])

    def draw(self, assumption, place=0, network=-1, year=0):
        """The uniform of an assumption at its address, with what it is correlated with."""
        return self.correlations.uniform(assumption, lambda member: self.uniforms(
            draws.address_hash(member, place, network), year))

    def uniforms(self, address, year):
        key = (address, year)
        if key not in self.known:
            self.known[key] = draws.uniforms(self.seed, address, year, self.trials)
        return self.known[key]


class PlaceInputs:
    """What a place is without care models; lists by line and year of arrays over trials."""

    def __init__(self, world, tree, population, demand, money, p):
        years = range(world.horizon + 1)
        self.place, self.lines = population.places[p], demand.lines
        self.people = [population.persons(self.place, y).sum(axis=0) for y in years]
        self.a0 = [line[p] for line in demand.a0]
        self.expected = [line[p] for line in demand.expected]
        self.plan = [line[p] for line in demand.plan]
        self.price = [line[p] for line in money.price]
        self.cost = [line[p] for line in money.cost]
        self.cost_plain = [line[p] for line in money.cost_plain]
        self.mean_price = money.mean_price
        self.mean_marginal = [[line.marginal.mean_at(world.base_year + y) for y in years]
                              for line in demand.lines]
        self.deflator = money.deflator[self.place.name]
        self.discount = money.discount[self.place.name]
        self.funding = money.funding[p]
        self.workforce = None
        if tree.get("workforce"):
            self.workforce = Workforce(world, tree, population.places, p)
        self.marginal = [[line.marginal.at(world, world.base_year + y, self.place.name)
                          for y in years] for line in demand.lines]


class Results:
    def __init__(self, world, tree, models, places, lines):
        self.models, self.places, self.lines = models, places, lines
        shape = (world.trials, len(models), len(places) + 1, world.horizon + 1)
        self.real = tree.get("prices", "real") == "real"
        self.metrics = {name: np.zeros(shape) for name in METRICS}
        self.activity = np.zeros(shape[:3] + (len(lines),) + shape[3:])
        self.surplus = np.zeros(shape[:3] + (len(PARTIES),) + shape[3:])
        self.horizon = {name: np.zeros(shape) for name in HORIZON}
        self.summary = {}


def is_money(name):
    return name not in LIVE_MEANS + COUNTS + LIST_MEANS


def gather(results, accounts, inputs, world):
    """Places into arrays; `all` sums within a trial, intensive metrics are list-weighted."""
    for m, row in enumerate(accounts):
        for y in range(world.horizon + 1):
            live = [a.metrics["coverage"][y] for a in row]
            lists = [i.people[y] for i in inputs]
            deflators = [i.deflator[y] if results.real else 1.0 for i in inputs]
            for name in METRICS:
                values = [a.metrics[name][y] * np.ones(world.trials) for a in row]
                if name == "throttle":
                    values = [v * size for v, size in zip(values, lists)]
                if is_money(name):
                    values = [v / d for v, d in zip(values, deflators)]
                weights = live if name in LIVE_MEANS else lists
                target = results.metrics[name]
                for p, value in enumerate(values + [sum(values)]):
                    weight = sum(weights) if p == len(values) else weights[p]
                    if name in LIVE_MEANS + LIST_MEANS:
                        value = np.divide(value, weight, out=np.zeros(world.trials),
                                          where=weight > 0)
                    target[:, m, p, y] = value
            for p, a in enumerate(row):
                for s in range(len(results.lines)):
                    results.activity[:, m, p, s, y] = a.activity[s][y]
                for q, party in enumerate(PARTIES):
                    results.surplus[:, m, p, q, y] = a.surplus[party][y] / deflators[p]
    results.activity[:, :, -1] = results.activity[:, :, :-1].sum(axis=2)
    results.surplus[:, :, -1] = results.surplus[:, :, :-1].sum(axis=2)


def payback(cumulative):
    """Paid back by year y: [trial, year] from cumulative real net saving [trial, year]."""
    trials, years = cumulative.shape
    paid = np.zeros((trials, years))
    for t in range(trials):
        negative = [y for y in range(1, years) if cumulative[t, y] < 0]
        first = 1
        if negative:
            back = [y for y in range(negative[0], years) if cumulative[t, y] >= 0]
            first = back[0] if back else years
        paid[t, first:] = 1
    return paid


def plan_delivers(results, chosen, m, p, everywhere, world):
    """The saving of the schemes in real terms against the target, or against what was planned."""
    plans = [account.plan for account in chosen]
    delivers = np.zeros((world.trials, world.horizon + 1))
    if not any(plan.all for plan in plans):
        return delivers
    whole = everywhere or len(plans[0].all) == plans[0].everything
    for y in range(world.horizon + 1):
        saving, planned = (
            sum(a.metrics[name][y] / a.inputs.deflator[y] for a in chosen)
            for name in ("scheme_saving", "scheme_planned"))
        wanted = planned
        if plans[0].target is not None and whole:
            wanted = plans[0].target.at(world, world.base_year + y)
        delivers[:, y] = saving >= wanted
    return delivers


def look_ahead(results, accounts, inputs, world):
    """npv and cumulative saving are always real; `all` adds up places within a trial."""
    h = results.horizon
    for m, row in enumerate(accounts):
        saving = [np.stack([a.metrics["net_saving"][y] / i.deflator[y]
                            for y in range(world.horizon + 1)], axis=1)
                  for a, i in zip(row, inputs)]
        npv = [np.cumsum(s * np.stack(i.discount, axis=1), axis=1)
               for s, i in zip(saving, inputs)]
        saving, npv = saving + [sum(saving)], npv + [sum(npv)]
        for p in range(len(row) + 1):
            chosen = row if p == len(row) else [row[p]]
            h["npv"][:, m, p] = npv[p]
            h["p_net_saving"][:, m, p] = npv[p] > 0
            h["p_paid_back"][:, m, p] = payback(np.cumsum(saving[p], axis=1))
            h["p_gap_closed"][:, m, p] = results.metrics["gap"][:, m, p] <= 0
            for y in range(world.horizon + 1):
                h["p_loss"][:, m, p, y] = np.any([a.loss_due[y] for a in chosen], axis=0)
                h["p_loss_capped"][:, m, p, y] = np.any([a.loss_capped[y] for a in chosen], axis=0)
            h["p_plan_delivers"][:, m, p] = plan_delivers(results, chosen, m, p, p == len(row), world)


def run(path, trials=None, library=None):
    tree = read_scenario(path, library)
    world = World(tree, trials)
    population = Population(tree, world)
    demand = Demand(tree, world, population)
    money = Money(tree, world, demand, population)
    inputs = [PlaceInputs(world, tree, population, demand, money, p)
              for p in range(len(population.places))]
    accounts = []
    for name, node in tree["models"]:
        model = Model(name, node, demand.lines)
        row = []
        for p, place_inputs in enumerate(inputs):
            node_of_place = tree["places"][place_inputs.place.name] or {}
            networks = networks_of(world, model, place_inputs.place, node_of_place)
            row.append(Account(world, tree, model, place_inputs, inputs, networks,
                               accounts[0][p] if accounts else None))
        accounts.append(row)
    results = Results(world, tree, [name for name, _ in tree["models"]],
                      [place.name for place in population.places],
                      [line.name for line in demand.lines])
    results.floor_hits = demand.floor_hits / (world.trials * len(inputs) * len(demand.lines)
                                              * world.horizon)
    gather(results, accounts, inputs, world)
    look_ahead(results, accounts, inputs, world)
    return results


def main():
    results = run(sys.argv[1])
    print(f"{'model':<20} {'metric':<24} last year, all places, mean over trials")
    for m, model in enumerate(results.models):
        for name in METRICS:
            print(f"{model:<20} {name:<24} {results.metrics[name][:, m, -1, -1].mean():.10g}")


if __name__ == "__main__":
    main()
