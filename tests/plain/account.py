"""One care model on one place: care, cost, settlement, reinvestment, ledger, year by year.

Money here is cash; plain_model.py turns it real. Every quantity is an array over trials.
"""

import numpy as np

from scenario import series
from settle import Contract
from settlement import Settlement
from schemes import Plan
from workforce import Practices

PARTIES = ("commissioner", "network", "acute", "community", "practices")
METRICS = ("gap", "gap_unmitigated", "funding", "grants", "cost", "activity_cost", "avoided_cost",
           "shifted_cost", "stranded_cost", "running_cost", "contributions", "reinvested",
           "net_saving", "refilled", "benchmark", "actual", "inherited", "gain", "loss",
           "unearned_gain", "missed_gain", "unearned_gain_patients", "unearned_gain_benchmark",
           "missed_gain_patients", "missed_gain_benchmark", "p_false_payment",
           "p_false_payment_patients", "p_false_payment_benchmark", "quality", "infrastructure",
           "coverage", "intensity", "networks_live", "networks_failed", "networks_below_minimum",
           "throttle", "gp_fte", "gp_fte_required", "gp_shortfall", "agency_cost", "practices_open",
           "practices_closed", "scheme_saving", "scheme_planned", "scheme_cost")


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
    """inputs: what the place is without models (see plain_model.PlaceInputs); everywhere: those
    of all places."""

    def __init__(self, world, tree, model, inputs, everywhere, networks, baseline):
        self.world, self.model, self.inputs = world, model, inputs
        self.networks, self.baseline = networks, baseline
        self.place, self.lines = inputs.place, inputs.lines
        self.contract = Contract(model.contract, model.salt, inputs.lines)
        self.settlement = Settlement(self, everywhere)
        self.plan = Plan(world, tree, self.place, model.name)
        self.staff, self.practices = inputs.workforce, None
        if self.staff is not None:
            self.practices = Practices(self.staff, model, networks,
                                       tree["places"][self.place.name] or {})
        self.grants = Grants(tree, model.name)
        self.capacity = [inputs.a0[s][0] for s in range(len(self.lines))]
        zero = np.zeros(world.trials)
        years = range(world.horizon + 1)
        self.metrics = {name: [zero for _ in years] for name in METRICS}
        self.surplus = {party: [zero for _ in years] for party in PARTIES}
        self.activity = [[zero for _ in years] for _ in self.lines]
        self.loss_due = [zero > 0 for _ in years]
        self.loss_capped = [zero > 0 for _ in years]
        self.failed, self.work, self.agency_unmitigated = zero, [], zero
        for y in years:
            self._year(y)

    def add(self, name, y, amount):
        self.metrics[name][y] = self.metrics[name][y] + amount

    def flow(self, y, payer, payee, amount):
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
        self._throttle(y)
        for network, size in zip(self.networks, self.lists):
            network.grow_stronger(y, size, inputs.deflator[y], self.metrics["throttle"][y])
            network.move_growth(y, growth)
        self._care(y)
        self._fund(y)
        self._running(y)
        self._deliver_schemes(y)
        self._employ(y)
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
        inputs = self.inputs
        a0, cost, price = inputs.a0[s][y], inputs.cost[s][y], inputs.price[s][y]
        marg, plan = inputs.marginal[s][y], inputs.plan[s][y]
        on_units, on_cost, off = self.plan.on_line(line.name, y)
        activity = (a0 - sum(avoided)) * on_units + sum(shifted)
        self.activity[s][y] = activity
        spent = np.maximum(0, cost * activity * on_cost - off * inputs.deflator[y])
        self.add("activity_cost", y, spent)
        self.add("avoided_cost", y, cost * sum(avoided))
        self.add("shifted_cost", y, cost * sum(shifted))
        self.add("refilled", y, cost * sum(refilled))
        self._scheme_savings(s, line, y, sum(avoided), sum(shifted), spent)
        stranded = self._capacity(s, line, y, activity, cost)
        self.add("stranded_cost", y, stranded)
        own, own_share = 0.0, 0.0
        if line.name in self.model.delivers:
            for j, network in enumerate(self.networks):
                units = (network.share * a0 - avoided[j]) * on_units + shifted[j]
                own = own + np.where(self.live[j], units, 0.0)
                own_share = own_share + np.where(self.live[j], network.share, 0.0)
        whole = np.where(cost * activity > 0, cost * activity, 1.0)
        own_cost = cost * own * spent / whole  # schemes take the same share of everybody's cost
        for party, units, share, amount in (
                ("network", own, own_share, own_cost),
                (line.provider, activity - own, 1 - own_share, spent - own_cost)):
            payment = price * (plan * share + marg * (units - plan * share))
            self.flow(y, "commissioner", party, payment)
            self.flow(y, party, None, amount + stranded * share)

    def _scheme_savings(self, s, line, y, avoided, shifted, spent):
        """What the line would cost without schemes, and with all as planned, beside what it costs."""
        inputs = self.inputs
        a0, cost = inputs.a0[s][y], inputs.cost[s][y]
        without = cost * (a0 - avoided + shifted)
        on_units, on_cost, off = self.plan.on_line(line.name, y, planned=True)
        planned = np.maximum(0, cost * ((a0 - avoided) * on_units + shifted) * on_cost
                             - off * inputs.deflator[y])
        self.add("scheme_saving", y, without - spent)
        self.add("scheme_planned", y, without - planned)

    def _deliver_schemes(self, y):
        """Cost to deliver, running cost of the scheme's party."""
        for party, cost in self.plan.costs(y):
            amount = cost * self.inputs.deflator[y]
            self.add("scheme_cost", y, amount)
            self.add("running_cost", y, amount)
            self.flow(y, party, None, amount)

    def _throttle(self, y):
        """How far staff of last year kept up with last year's work."""
        throttle = np.ones(self.world.trials)
        if self.staff is not None and y > 0:
            year, place = self.world.base_year + y, self.place.name
            ratio = (self.staff.staff[y - 1] / self.work[y - 1]) / (
                self.staff.staff[0] / self.work[0])
            throttle = np.minimum(1, ratio) ** self.staff.elasticity.at(self.world, year, place)
        self.metrics["throttle"][y] = throttle

    def _employ(self, y):
        """Staff needed, agency staff paid by practices, practices that close at the year's end."""
        staff, world = self.staff, self.world
        if staff is None:
            return
        year = world.base_year + y
        self.work.append(staff.work([units[y] for units in self.activity], self.lines, year))
        need = self.work[y] * staff.staff[0] / self.work[0]
        agency = staff.agency(need, y) * self.inputs.deflator[y]
        unchanged = staff.work([units[y] for units in self.inputs.a0], self.lines, year)
        self.agency_unmitigated = (staff.agency(unchanged * staff.staff[0] / self.work[0], y)
                                   * self.inputs.deflator[y])
        self.flow(y, "practices", None, agency)
        still, closed = self.practices.end_year(y, self.inputs.people[y], need, self.live)
        for name, amount in (("gp_fte", staff.staff[y]), ("gp_fte_required", need),
                             ("gp_shortfall", np.maximum(0, need - staff.staff[y])),
                             ("agency_cost", agency), ("practices_open", still),
                             ("practices_closed", closed)):
            self.metrics[name][y] = amount

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
        self.flow(y, None, "commissioner", inputs.funding[y])
        totals = self.grants.of(self.world, self.place, self.world.base_year + y, inputs.people[y])
        self.network_grant = [np.where(alive, totals.get("network", 0.0) * network.share, 0.0)
                              for network, alive in zip(self.networks, self.live)]
        totals["network"] = sum(self.network_grant) + np.zeros(self.world.trials)
        for payee, amount in totals.items():
            self.flow(y, None, payee, amount)
            self.add("grants", y, amount)

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
            self.add("running_cost", y, amount)
            self.flow(y, "network", None, amount)
            paid = np.where(self.live[j],
                            cost["contribution"] * size * self.inputs.deflator[y], 0.0)
            self.add("contributions", y, paid)
            self.flow(y, "practices", "network", paid)
            self._winding_up(y, network, size, cost["winding_up"])

    def _winding_up(self, y, network, size, cost):
        """A network that fails at the end of the year is wound up in it."""
        network.fails_now = network.end_year(y, size)
        amount = np.where(network.fails_now, cost * self.inputs.deflator[y], 0.0)
        self.add("running_cost", y, amount)
        self.flow(y, self.model.backstop, None, amount)
        self.failed = self.failed + network.fails_now
        self.metrics["networks_failed"][y] = self.failed

    def _settle(self, y):
        for network in self.networks:
            network.own_gain[y] = network.own_loss[y] = np.zeros(self.world.trials)
        if self.contract.kind != "none":
            self.settlement.settle(y)

    def _reinvest(self, y):
        world = self.world
        year, place = world.base_year + y, self.place.name
        for j, network in enumerate(self.networks):
            live = self.live[j]
            arrived = network.own_gain.get(y - self.contract.lag, np.zeros(world.trials))
            spent = (np.maximum(0, self.network_grant[j] - self.upkeep[j])
                     + self.model.reinvest.at(world, year, place) * arrived)
            spent = np.where(live, spent, 0.0)
            self.add("reinvested", y, spent)
            self.flow(y, "network", None, spent)
            self.add("infrastructure", y, np.where(live, network.infrastructure, 0.0))
            keep = 1 - self.model.depreciation.at(world, year, place)
            network.infrastructure = np.where(live & ~network.fails_now,
                                              network.infrastructure * keep + spent, 0.0)
            network.failed = network.failed | network.fails_now

    def _close(self, y):
        """Metrics that need the whole year, and the ledger's identity."""
        m, inputs = self.metrics, self.inputs
        m["cost"][y] = (m["activity_cost"][y] + m["stranded_cost"][y] + m["running_cost"][y]
                        + m["agency_cost"][y] + m["reinvested"][y])
        m["gap"][y] = m["cost"][y] - m["funding"][y] - m["grants"][y]
        base = self.baseline or self
        m["net_saving"][y] = base.metrics["cost"][y] - m["cost"][y]
        plain = sum(inputs.cost_plain[s][y] * inputs.a0[s][y] for s in range(len(self.lines)))
        plain = plain + self.agency_unmitigated
        m["gap_unmitigated"][y] = plain - m["funding"][y] - base.metrics["grants"][y]
        total = sum(self.surplus[party][y] for party in PARTIES)
        assert np.all(np.abs(total + m["gap"][y]) <= 1e-9 * np.abs(m["funding"][y]))
        for live, size, network in zip(self.live, self.lists, self.networks):
            self.add("networks_live", y, live * 1.0)
            self.add("coverage", y, live * size)
            self.add("intensity", y, np.where(live, network.intensity["real"] * size, 0.0))
            self.add("networks_below_minimum", y, live & (size < self.model.minimum))
