"""Rank correlations between assumptions by a Gaussian copula."""

import numpy as np
from scipy import special

import draws


def member_hash(path, salted):
    """A model's assumption is drawn without the model's name, unless it has draws of its own."""
    parts = path.split(".")
    if parts[0] != "models":
        return draws.hash_text(path)
    value = draws.hash_text(".".join(parts[2:]))
    return draws.hash_join(value, draws.hash_text(parts[1])) if parts[1] in salted else value


class Correlations:
    """Members in the order in which they are first named; z = L e with L the Cholesky factor."""

    def __init__(self, rows, salted=()):
        self.members, pairs = [], {}
        for row in rows:
            paths = [member_hash(path, salted) for path in row["between"]]
            for i, path in enumerate(paths):
                if path not in self.members:
                    self.members.append(path)
                for other in paths[:i]:
                    pairs[path, other] = pairs[other, path] = row["rank"]
        count = len(self.members)
        matrix = np.eye(count)
        for i, a in enumerate(self.members):
            for j, b in enumerate(self.members):
                if (a, b) in pairs:
                    matrix[i, j] = 2 * np.sin(np.pi * pairs[a, b] / 6)
        self.factor = np.linalg.cholesky(matrix) if count else matrix

    def uniform(self, assumption, own):
        """The member's uniform of own(member), each member's uniform at its own address."""
        if assumption not in self.members:
            return own(assumption)
        row = self.factor[self.members.index(assumption)]
        z = sum(weight * special.ndtri(own(member))
                for weight, member in zip(row, self.members) if weight)
        return special.ndtr(z)
