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


BLOCK = 32
"""Nodes taken at once, so that their probabilities stay in the nearest caches."""


@compiled
def joint_chances(first: Floats, second: Floats, weights: Floats) -> Floats:
    """The probability of each pair of choices of two groups that are independent given the node.

    ``first`` is choices x nodes, ``second`` nodes x choices: a product of matrices, in one order whatever the machine.
    """
    result = np.zeros((first.shape[0], second.shape[1]))
    for start in range(0, weights.size, BLOCK):
        stop = min(start + BLOCK, weights.size)
        for row in range(first.shape[0]):
            for node in range(start, stop):
                chance = weights[node] * first[row, node]
                if chance == 0.0:
                    continue
                for column in range(second.shape[1]):
                    result[row, column] += chance * second[node, column]
    return result
