"""One care model on one place: care, cost, settlement, reinvestment, ledger, year by year.

Money here is cash; plain_model.py turns it real. Every quantity is an array over trials.
"""

import numpy as np

from scenario import series
from settle import Contract, Settlement

PARTIES = ("commissioner", "network", "acute", "community", "practices")
METRICS = ("gap", "gap_unmitigated", "funding", "grants", "cost", "activity_cost", "avoided_cost",
           "shifted_cost", "stranded_cost", "running_cost", "contributions", "reinvested",
           "net_saving", "refilled", "benchmark", "actual", "inherited", "gain", "loss",
           "unearned_gain", "missed_gain", "p_false_payment", "quality", "infrastructure",
           "coverage", "intensity", "networks_live", "networks_failed", "networks_below_minimum")


class Grants:
    """Earmarked streams that a model receives."""

    def __init__(self, tree, model_name):
        self.streams = []
        self.national = tree.get("population", {}).get("national")
        for name, node in tree.get("grants", {}).items():
            models = node.get("models", "all")
            if models == "all" or model_name in models:
                self.streams.append((f"grants.{name}", node))

    def of(self, world, place, year, place_list):
        """{payee: cash of the year if the whole list were live}"""
        totals = {}
        for path, node in self.streams:
            if "per_head" in node:
                rate = series(node["per_head"], f"{path}.per_head").at(world, year, place.name)
                amount = rate * place_list
            elif "national" in node:
                nation = series(self.national, "population.national").at(world, year, place.name)
                people = (place.total if node.get("shared_by") == "population"
                          else place.weighted)
                amount = (series(node["national"], f"{path}.national").at(world, year, place.name)
                          * people / nation)
            else:
                if place.name not in node["places"]:
                    continue
                amount = series(node["places"][place.name], f"{path}.places.{place.name}").at(
                    world, year, place.name)
            totals[node["payee"]] = totals.get(node["payee"], 0.0) + amount
        return totals


class Account:
    """inputs: what the place is without models (see plain_model.PlaceInputs)."""

    def __init__(self, world, tree, model, inputs, networks, baseline):
        self.world, self.model, self.inputs = world, model, inputs
        self.networks, self.baseline = networks, baseline
        self.place, self.lines = inputs.place, inputs.lines
        self.contract = Contract(model.contract, model.salt, inputs.lines)
        self.grants = Grants(tree, model.name)
        self.capacity = [inputs.a0[s][0] for s in range(len(self.lines))]
        zero = np.zeros(world.trials)
        years = range(world.horizon + 1)
        self.metrics = {name: [zero for _ in years] for name in METRICS}
        self.surplus = {party: [zero for _ in years] for party in PARTIES}
        self.activity = [[zero for _ in years] for _ in self.lines]
        self.loss_due = [zero > 0 for _ in years]
        self.loss_capped = [zero > 0 for _ in years]
        self.failed = zero
        for y in years:
            self._year(y)

    def _add(self, name, y, amount):
        self.metrics[name][y] = self.metrics[name][y] + amount

    def _flow(self, y, payer, payee, amount):
        """Parties pay one another; None is the world outside."""
        if payer is not None:
            self.surplus[payer][y] = self.surplus[payer][y] - amount
        if payee is not None:
            self.surplus[payee][y] = self.surplus[payee][y] + amount

    def _year(self, y):
        inputs = self.inputs
        self.live = [network.live(y) for network in self.networks]
        self.lists = [network.share * inputs.people[y] for network in self.networks]
        growth = {line.name: inputs.a0[s][y] / inputs.a0[s][y - 1] if y else None
                  for s, line in enumerate(self.lines)}
        for network, size in zip(self.networks, self.lists):
            network.grow_stronger(y, size, inputs.deflator[y])
            network.move_growth(y, growth)
        self._care(y)
        self._fund(y)
        self._running(y)
        self._settle(y)
        self._reinvest(y)
        self._close(y)

    def _care(self, y):
        """Avoided, refilled and shifted units of every network and line; cost and payment."""
        inputs, world = self.inputs, self.world
        year, place = world.base_year + y, self.place.name
        number = {line.name: s for s, line in enumerate(self.lines)}
        zero = np.zeros(world.trials)
        count = len(self.networks)
        avoided = [[zero for _ in self.lines] for _ in range(count)]  # after refill
        shifted = [[zero for _ in self.lines] for _ in range(count)]
        refilled = [[zero for _ in self.lines] for _ in range(count)]
        for j, network in enumerate(self.networks):
            if not network.started(y):
                continue
            gross = {}
            for s, line in enumerate(self.lines):
                base = inputs.a0[s][y] * network.share
                gross[line.name] = {kind: base * (1 - network.factor(line.name, kind, y))
                                    for kind in ("real", "attempted")}
                refill = line.refill.at(world, year, place)
                real = gross[line.name]["real"]
                avoided[j][s] = (1 - refill) * real
                refilled[j][s] = refill * np.maximum(0, real)
            for source, targets, per in self.model.shifts:
                units = np.maximum(0, gross[source]["attempted" if per == "attempted" else "real"])
                for target, ratio in targets.items():
                    rate = series(ratio, f"shifts.{source}.{target}").at(world, year, place)
                    shifted[j][number[target]] = shifted[j][number[target]] + rate * units
        self.change = [[avoided[j][s] - shifted[j][s] for s in range(len(self.lines))]
                       for j in range(count)]
        for s, line in enumerate(self.lines):
            self._line(s, line, y, [avoided[j][s] for j in range(count)],
                       [shifted[j][s] for j in range(count)],
                       [refilled[j][s] for j in range(count)])

    def _line(self, s, line, y, avoided, shifted, refilled):
        inputs, world = self.inputs, self.world
        year, place = world.base_year + y, self.place.name
        a0, cost, price = inputs.a0[s][y], inputs.cost[s][y], inputs.price[s][y]
        marg, plan = inputs.marginal[s][y], inputs.plan[s][y]
        activity = a0 - sum(avoided) + sum(shifted)
        self.activity[s][y] = activity
        self._add("activity_cost", y, cost * activity)
        self._add("avoided_cost", y, cost * sum(avoided))
        self._add("shifted_cost", y, cost * sum(shifted))
        self._add("refilled", y, cost * sum(refilled))
        stranded = self._capacity(s, line, y, activity, cost)
        self._add("stranded_cost", y, stranded)
        own, own_share = 0.0, 0.0
        if line.name in self.model.delivers:
            for j, network in enumerate(self.networks):
                alive = self.live[j]
                own = own + np.where(alive, network.share * a0 - avoided[j] + shifted[j], 0.0)
                own_share = own_share + np.where(alive, network.share, 0.0)
        for party, units, share in (("network", own, own_share),
                                    (line.provider, activity - own, 1 - own_share)):
            payment = price * (plan * share + marg * (units - plan * share))
            self._flow(y, "commissioner", party, payment)
            self._flow(y, party, None, cost * units + stranded * share)
        del year, place

    def _capacity(self, s, line, y, activity, cost):
        world, a0 = self.world, self.inputs.a0[s]
        if y == 0:
            self.capacity[s] = a0[0]
            return np.zeros(world.trials)
        year, place = world.base_year + y, self.place.name
        ahead = line.built_ahead.at(world, year, place)
        kept = np.minimum(a0[y], self.capacity[s] + ahead * np.maximum(0, a0[y] - a0[y - 1]))
        idle = np.maximum(0, kept - activity)
        release = line.release_years.at(world, year, place)
        self.capacity[s] = np.maximum(activity, kept - idle / release)
        return (1 - line.variable_share.at(world, year, place)) * cost * idle

    def _fund(self, y):
        inputs = self.inputs
        self.metrics["funding"][y] = inputs.funding[y]
        self._flow(y, None, "commissioner", inputs.funding[y])
        totals = self.grants.of(self.world, self.place, self.world.base_year + y, inputs.people[y])
        self.network_grant = [np.where(alive, totals.get("network", 0.0) * network.share, 0.0)
                              for network, alive in zip(self.networks, self.live)]
        totals["network"] = sum(self.network_grant) + np.zeros(self.world.trials)
        for payee, amount in totals.items():
            self._flow(y, None, payee, amount)
            self._add("grants", y, amount)

    def _running(self, y):
        """Running and set-up cost of live networks, contributions of practices."""
        world = self.world
        year, place = world.base_year + y, self.place.name
        self.upkeep = []
        for j, network in enumerate(self.networks):
            cost = {key: value.at(world, year, place, network.number)
                    for key, value in self.model.running.items()}
            size = self.lists[j]
            amount = cost["fixed"] + cost["per_head"] * size
            if y == network.start:
                amount = amount + cost["set_up"]
            amount = np.where(self.live[j], amount * self.inputs.deflator[y], 0.0)
            self.upkeep.append(amount)
            self._add("running_cost", y, amount)
            self._flow(y, "network", None, amount)
            paid = np.where(self.live[j],
                            cost["contribution"] * size * self.inputs.deflator[y], 0.0)
            self._add("contributions", y, paid)
            self._flow(y, "practices", "network", paid)
            self._winding_up(y, network, size, cost["winding_up"])

    def _winding_up(self, y, network, size, cost):
        """A network that fails at the end of the year is wound up in it."""
        network.fails_now = network.end_year(y, size)
        amount = np.where(network.fails_now, cost * self.inputs.deflator[y], 0.0)
        self._add("running_cost", y, amount)
        self._flow(y, self.model.backstop, None, amount)
        self.failed = self.failed + network.fails_now
        self.metrics["networks_failed"][y] = self.failed

    def _settle(self, y):
        for j, network in enumerate(self.networks):
            network.own_gain[y] = network.own_loss[y] = np.zeros(self.world.trials)
            if network.started(y) and self.contract.kind != "none":
                self._settle_network(y, j, network)

    def _spend(self, names, share, y, units_change=None):
        """Payment by the rule for a list: do nothing's units less units_change[s]."""
        inputs, total = self.inputs, 0.0
        for s, line in enumerate(self.lines):
            if line.name in names:
                units = inputs.a0[s][y] * share
                if units_change is not None:
                    units = units - units_change[s]
                planned = inputs.plan[s][y] * share
                total = total + inputs.price[s][y] * (
                    planned + inputs.marginal[s][y] * (units - planned))
        return total

    def _expected(self, names, y):
        inputs, total = self.inputs, 0.0
        for s, line in enumerate(self.lines):
            if line.name in names:
                plan, expected = inputs.plan[s][y], inputs.expected[s][y]
                total = total + inputs.price[s][y] * (
                    plan + inputs.marginal[s][y] * (expected - plan))
        return total

    def _expected_share(self, y):
        """phi: the share of the lines in scope in spend, all assumptions at their means."""
        inputs, spend = self.inputs, []
        for s in range(len(self.lines)):
            plan, expected = inputs.plan[s][y], inputs.expected[s][y]
            spend.append(inputs.mean_price[s][y] * (
                plan + inputs.mean_marginal[s][y] * (expected - plan)))
        return sum(amount for line, amount in zip(self.lines, spend)
                   if line.name in self.contract.scope) / sum(spend)

    def _benchmark(self, y, network):
        contract, inputs = self.contract, self.inputs
        if contract.method == "trend":
            before = self._expected(contract.scope, y) * network.share
        else:
            phi = self._expected_share(0 if contract.frozen else y)
            before = inputs.funding[y] * phi * network.weighted_share
        discount = contract.discount.at(self.world, self.world.base_year + y, self.place.name)
        return before * (1 - discount)

    def _settle_network(self, y, j, network):
        contract, inputs, live = self.contract, self.inputs, self.live[j]
        account = Settlement(contract, network, y, self.lists[j])
        x0 = self._spend(contract.scope, network.share, y)
        saved = sum(inputs.price[s][y] * inputs.marginal[s][y] * self.change[j][s]
                    for s, line in enumerate(self.lines) if line.name in contract.scope)
        xm = x0 - saved
        actual = xm * account.luck()
        benchmark = self._benchmark(y, network)
        gain = account.gain(benchmark, benchmark - actual)
        fair = account.gain(x0, saved)
        names = [line.name for line in self.lines
                 if line.provider == "practices" or line.name in self.model.delivers]
        revenue = self._spend(names, network.share, y, self.change[j])
        loss, capped = account.loss(benchmark, benchmark - actual, revenue)
        for name, amount in (
                ("benchmark", benchmark), ("actual", actual),
                ("inherited", x0 - benchmark if contract.method == "capitation" else 0.0),
                ("unearned_gain", np.maximum(0, gain - fair)),
                ("missed_gain", np.maximum(0, fair - gain)),
                ("p_false_payment", ((gain > 0) & (saved <= 0)) * self.lists[j]),
                ("quality", account.quality * self.lists[j])):
            self._add(name, y, np.where(live, amount, 0.0))
        gain, loss = np.where(live, gain, 0.0), np.where(live, loss, 0.0)
        due = self._transfer(y, network, "gain", gain, contract.gain_shares, network.own_gain)
        due = self._transfer(y, network, "loss", loss, contract.loss_shares, network.own_loss)
        self.loss_due[y] = self.loss_due[y] | (due > 0)
        self.loss_capped[y] = self.loss_capped[y] | (capped & live & (due > 0))

    def _transfer(self, y, network, kind, amount, shares, own):
        """Shares of a gain or loss; what a failing network leaves unpaid is taken back."""
        lag, fails = self.contract.lag, network.fails_now
        due_total = np.zeros(self.world.trials)
        for party, share in shares.items():
            due = share * amount
            back = 0.0
            if party == "network" and lag >= 1:
                due = np.where(fails, 0.0, due)
                back = sum((own[u] for u in range(max(0, y - lag + 1), y) if u in own), 0.0)
                back = np.where(fails, back, 0.0)
            if party == "network":
                own[y] = due
            self._add(kind, y, due - back)
            due_total = due_total + due
            payer, payee = ("commissioner", party) if kind == "gain" else (party, "commissioner")
            self._flow(y, payer, payee, due - back)
        return due_total

    def _reinvest(self, y):
        world = self.world
        year, place = world.base_year + y, self.place.name
        for j, network in enumerate(self.networks):
            live = self.live[j]
            arrived = network.own_gain.get(y - self.contract.lag, np.zeros(world.trials))
            spent = (np.maximum(0, self.network_grant[j] - self.upkeep[j])
                     + self.model.reinvest.at(world, year, place) * arrived)
            spent = np.where(live, spent, 0.0)
            self._add("reinvested", y, spent)
            self._flow(y, "network", None, spent)
            self._add("infrastructure", y, np.where(live, network.infrastructure, 0.0))
            keep = 1 - self.model.depreciation.at(world, year, place)
            network.infrastructure = np.where(live & ~network.fails_now,
                                              network.infrastructure * keep + spent, 0.0)
            network.failed = network.failed | network.fails_now

    def _close(self, y):
        """Metrics that need the whole year, and the ledger's identity."""
        m, inputs = self.metrics, self.inputs
        m["cost"][y] = (m["activity_cost"][y] + m["stranded_cost"][y] + m["running_cost"][y]
                        + m["reinvested"][y])
        m["gap"][y] = m["cost"][y] - m["funding"][y] - m["grants"][y]
        base = self.baseline or self
        m["net_saving"][y] = base.metrics["cost"][y] - m["cost"][y]
        plain = sum(inputs.cost_plain[s][y] * inputs.a0[s][y] for s in range(len(self.lines)))
        m["gap_unmitigated"][y] = plain - m["funding"][y] - base.metrics["grants"][y]
        total = sum(self.surplus[party][y] for party in PARTIES)
        assert np.all(np.abs(total + m["gap"][y]) <= 1e-9 * np.abs(m["funding"][y]))
        for live, size, network in zip(self.live, self.lists, self.networks):
            self._add("networks_live", y, live * 1.0)
            self._add("coverage", y, live * size)
            self._add("intensity", y, np.where(live, network.intensity["real"] * size, 0.0))
            self._add("networks_below_minimum", y, live & (size < self.model.minimum))
