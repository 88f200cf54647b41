"""The settlement of a place's networks under one contract: spends, benchmarks, gains, losses.

Networks are settled one by one, or (pooled) the live ones of a place together. Cash; arrays over trials.
"""

import numpy as np

from settle import Account, luck_factor, person_cv


def scope_spend(inputs, names, y, units):
    """Payment by the rule for a place's lines; units[s] is activity, at the trial's own prices."""
    total = 0.0
    for s, line in enumerate(inputs.lines):
        if line.name in names:
            plan = inputs.plan[s][y]
            total = total + inputs.price[s][y] * (plan + inputs.marginal[s][y] * (units[s] - plan))
    return total


class Settlement:
    """account: the care, cost and flows of the place under the model (see account.Account)."""

    def __init__(self, account, everywhere):
        self.account, self.everywhere = account, everywhere
        self.world, self.inputs, self.contract = account.world, account.inputs, account.contract
        self.actual = [{} for _ in account.networks]  # X by year, also before the start
        self.realised = {}

    def settle(self, y):
        """All networks keep a history of spend; those that live in y are settled."""
        self.now, self.year = y, self.world.base_year + y
        books = [self._book(y, j) for j in range(len(self.account.networks))]
        if y == 0:
            return
        started = [book for book in books if book["network"].started(y)]
        groups = [started] if self.contract.pooled and started else [[book] for book in started]
        for group in groups:
            self._settle_group(group)

    def _book(self, y, j):
        """X0, what was saved on it, X, B and revenue of a network's year."""
        account, contract, network = self.account, self.contract, self.account.networks[j]
        inputs, share = self.inputs, network.share
        a0 = [inputs.a0[s][y] for s in range(len(inputs.lines))]
        x0 = scope_spend(inputs, contract.scope, y, a0) * share
        saved = sum(inputs.price[s][y] * inputs.marginal[s][y] * account.change[j][s]
                    for s, line in enumerate(inputs.lines) if line.name in contract.scope)
        actual = (x0 - saved) * self._luck(y, network) if y else x0
        self.actual[j][y] = actual
        names = [line.name for line in inputs.lines
                 if line.provider == "practices" or line.name in account.model.delivers]
        moved = sum(inputs.price[s][y] * inputs.marginal[s][y] * account.change[j][s]
                    for s, line in enumerate(inputs.lines) if line.name in names)
        book = {"network": network, "live": account.live[j], "list": account.lists[j],
                "before": x0, "saved": saved, "actual": actual,
                "revenue": scope_spend(inputs, names, y, a0) * share - moved,
                "quality": contract.score.at(self.world, self.world.base_year + y,
                                             network.place.name, network.number)}
        if network.started(y):
            book["benchmark"] = self._benchmark(y, j)
        return book

    def _luck(self, y, network):
        world, year = self.world, self.world.base_year + y
        cv = person_cv(self.contract, world, year, network.place.name)
        u = world.uniforms(network.address("contract.luck"), year)
        size = network.share * self.inputs.people[y]
        return luck_factor(self.contract.shape, cv / np.sqrt(size), u)

    def _expected(self, y, inputs):
        units = [inputs.expected[s][y] for s in range(len(inputs.lines))]
        return scope_spend(inputs, self.contract.scope, y, units)

    def _expected_share(self, y):
        """phi: the share of the lines in scope in spend, all assumptions at their means."""
        inputs, spend = self.inputs, []
        for s in range(len(inputs.lines)):
            plan, expected = inputs.plan[s][y], inputs.expected[s][y]
            spend.append(inputs.mean_price[s][y] * (
                plan + inputs.mean_marginal[s][y] * (expected - plan)))
        return sum(amount for line, amount in zip(inputs.lines, spend)
                   if line.name in self.contract.scope) / sum(spend)

    def _over_expected(self, y):
        """Q: do-nothing spend in scope over expected spend in scope, all places together."""
        if y not in self.realised:
            spend = sum(scope_spend(inputs, self.contract.scope, y,
                                    [inputs.a0[s][y] for s in range(len(inputs.lines))])
                        for inputs in self.everywhere)
            self.realised[y] = spend / sum(self._expected(y, inputs) for inputs in self.everywhere)
        return self.realised[y]

    def _base_years(self, y, start):
        """(weight, year) of a historical benchmark, newest first, that exist; weights sum to 1."""
        contract = self.contract
        last = start + contract.rebase * ((y - start) // contract.rebase)
        years = [(w, last - 1 - i) for i, w in enumerate(contract.weights) if last - 1 - i >= 0]
        return [(w / sum(w for w, _ in years), u) for w, u in years]

    def _benchmark(self, y, j):
        contract, inputs, network = self.contract, self.inputs, self.account.networks[j]
        place, world = network.place.name, self.world
        before = self._expected(y, inputs) * network.share
        base = [(1.0, 0)]
        if contract.method == "capitation":
            phi = self._expected_share(0 if contract.frozen else y)
            before = inputs.funding[y] * phi * network.weighted_share
        elif contract.method == "historical":
            base = self._base_years(y, network.start)
            before = before * sum(w * self.actual[j][u] / (self._expected(u, inputs) * network.share)
                                  for w, u in base)
        if contract.method != "capitation":
            blend = contract.blend.at(world, world.base_year + y, place)
            then = sum(w * self._over_expected(u) for w, u in base)
            before = before * (1 - blend + blend * self._over_expected(y) / then)
        return before * (1 - contract.discount.at(world, world.base_year + y, place))

    def _settle_group(self, group):
        """Sums over the live networks of the group; list-weighted quality."""
        none = np.zeros(self.world.trials)
        total = {key: sum((np.where(book["live"], book[key], 0.0) for book in group), none)
                 for key in ("list", "before", "saved", "actual", "benchmark", "revenue")}
        size = np.where(total["list"] > 0, total["list"], 1.0)
        quality = sum(np.where(book["live"], book["quality"] * book["list"], 0.0)
                      for book in group) / size
        rule = Account(self.contract, self.world, self.year, self.account.place.name, size, quality)
        benchmark, before = total["benchmark"], total["before"]
        actual, model = total["actual"], total["before"] - total["saved"]
        gain = {"paid": rule.gain(benchmark, benchmark - actual),
                "true": rule.gain(before, total["saved"]),
                "patients": rule.gain(before, before - actual),
                "benchmark": rule.gain(benchmark, benchmark - model)}
        loss, capped = rule.loss(benchmark, benchmark - actual, total["revenue"])
        alive = total["list"] > 0
        self._report(total, quality, {key: np.where(alive, g, 0.0) for key, g in gain.items()})
        for book in group:
            part = np.where(book["live"], book["list"] / size, 0.0)
            self._share(book, gain["paid"] * part, loss * part, capped)

    def _report(self, total, quality, gain):
        """What luck made of the gain, in two parts, and the sums of the account."""
        y, add = self.now, self.account.add
        difference = gain["paid"] - gain["true"]
        patients = ((gain["paid"] - gain["benchmark"]) + (gain["patients"] - gain["true"])) / 2
        for name, sign in (("unearned_gain", 1), ("missed_gain", -1)):
            wrong = sign * difference > 0
            add(name, y, np.where(wrong, sign * difference, 0.0))
            add(name + "_patients", y, np.where(wrong, sign * patients, 0.0))
            add(name + "_benchmark", y, np.where(wrong, sign * (difference - patients), 0.0))
        for name, paid in (("", "paid"), ("_patients", "patients"), ("_benchmark", "benchmark")):
            false = (gain[paid] > 0) & (total["saved"] <= 0)
            add("p_false_payment" + name, y, false * total["list"])
        add("benchmark", y, total["benchmark"])
        add("actual", y, total["actual"])
        add("quality", y, quality * total["list"])
        if self.contract.method == "capitation":
            add("inherited", y, total["before"] - total["benchmark"])

    def _share(self, book, gain, loss, capped):
        """A network's gain and loss between the parties; both fall due only while it lives."""
        account, y = self.account, self.now
        live, network = book["live"], book["network"]
        gain, loss = np.where(live, gain, 0.0), np.where(live, loss, 0.0)
        self._transfer(network, "gain", gain, self.contract.gain_shares, network.own_gain)
        due = self._transfer(network, "loss", loss, self.contract.loss_shares, network.own_loss)
        account.loss_due[y] = account.loss_due[y] | (due > 0)
        account.loss_capped[y] = account.loss_capped[y] | (capped & live & (due > 0))

    def _transfer(self, network, kind, amount, shares, own):
        """Shares of a gain or loss; what a failing network leaves unpaid is taken back."""
        y, lag, fails = self.now, self.contract.lag, network.fails_now
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
            self.account.add(kind, y, due - back)
            due_total = due_total + due
            payer, payee = ("commissioner", party) if kind == "gain" else (party, "commissioner")
            self.account.flow(y, payer, payee, due - back)
        return due_total
