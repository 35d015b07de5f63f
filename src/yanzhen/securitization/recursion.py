"""The compiled loops of the exact figures."""

from __future__ import annotations

import numpy as np

from yanzhen.securitization.compiled import Floats, Ints, compiled


@compiled
def loss_distribution(losses: Ints, given: Floats, weights: Floats) -> Floats:
    """Probabilities of 0, 1, … loss units: each firm is folded in at every node, then the nodes are averaged.

    ``losses`` are whole units by firm, ``given`` the firms' default probabilities, firms x nodes.
    """
    total = losses.sum()
    result = np.zeros(total + 1)
    chances = np.zeros(total + 1)
    for node in range(weights.size):
        if weights[node] < 1e-20:
            continue
        chances[:] = 0.0
        chances[0] = 1.0
        reached = 0
        for firm in range(losses.size):
            p, loss = given[firm, node], losses[firm]
            reached += loss
            if loss == 0:
                continue
            for level in range(reached, loss - 1, -1):
                chances[level] = chances[level] * (1.0 - p) + chances[level - loss] * p
            for level in range(loss):
                chances[level] *= 1.0 - p
        for level in range(total + 1):
            result[level] += weights[node] * chances[level]
    return result


@compiled
def vector_chances(vectors: Ints, tables: Floats, weights: Floats) -> Floats:
    """The probability of each vector of default periods.

    ``tables`` is members x choices x nodes: the probability of each choice of each member given the node.
    """
    result = np.zeros(vectors.shape[0])
    product = np.zeros(weights.size)
    for row in range(vectors.shape[0]):
        product[:] = weights
        for member in range(vectors.shape[1]):
            chances = tables[member, vectors[row, member]]
            for node in range(weights.size):
                product[node] *= chances[node]
        total = 0.0
        for node in range(weights.size):
            total += product[node]
        result[row] = total
    return result
