"""The three methods with nothing but the standard library: slow, small, and the same on every machine.

Every method has `name`, `step` (what one step of its learning curve is), `steps` (how many), `params`, and

    fit(matrix, labels, watched, on_step)   learns; after each step calls on_step(step, predictions)
                                            with one list of probabilities per watched matrix
    predict(matrix)                         probabilities of 1
    importance()                            one weight per feature, together 1
    saved()                                 (file name, bytes) of the model
"""

from __future__ import annotations

import json
import math
import random
from operator import mul
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

Matrix = Sequence[Sequence[float]]
OnStep = Callable[[int, List[List[float]]], None]
Node = Dict[str, Any]

MAKE = "standard library"


def build(name: str, settings: Dict[str, Any]) -> Any:
    seed = settings["RANDOM_SEED"]
    if name == "logistic_regression":
        return LogisticRegression(
            seed, settings["N_EPOCHS"], settings["LEARNING_RATE"], settings["L2_PENALTY"]
        )
    if name == "decision_tree":
        return DecisionTree(settings["MAX_DEPTH"], settings["MIN_LEAF"])
    if name == "random_forest":
        return RandomForest(seed, settings["N_ESTIMATORS"], settings["MAX_DEPTH"], settings["MIN_LEAF"])
    raise ValueError(f'There is no method "{name}".')


class LogisticRegression:
    """Mini-batch gradient descent with a decaying step and a squared penalty."""

    name = "logistic_regression"
    step = "epoch"
    batch = 16

    def __init__(self, seed: int, epochs: int, learning_rate: float, penalty: float) -> None:
        self.steps = epochs
        self.params = {"epochs": epochs, "learning_rate": learning_rate, "l2_penalty": penalty}
        self._chance = random.Random(seed)
        self._weights: List[float] = []
        self._bias = 0.0

    def fit(
        self, matrix: Matrix, labels: Sequence[int], watched: Sequence[Matrix] = (),
        on_step: Optional[OnStep] = None,
    ) -> None:
        self._weights = [self._chance.gauss(0, 0.01) for _ in matrix[0]]
        self._bias = 0.0
        order = list(range(len(labels)))
        for epoch in range(1, self.params["epochs"] + 1):
            self._chance.shuffle(order)
            rate = self.params["learning_rate"] / (1 + 0.03 * epoch)
            for start in range(0, len(order), self.batch):
                self._descend(matrix, labels, order[start : start + self.batch], rate)
            if on_step:
                on_step(epoch, [self.predict(rows) for rows in watched])

    def _descend(self, matrix: Matrix, labels: Sequence[int], part: Sequence[int], rate: float) -> None:
        errors = [self._probability(matrix[index]) - labels[index] for index in part]
        pull = rate / len(part)
        keep = 1 - rate * self.params["l2_penalty"]
        columns = zip(*(matrix[index] for index in part))
        self._weights = [
            weight * keep - pull * sum(map(mul, errors, column))
            for weight, column in zip(self._weights, columns)
        ]
        self._bias -= pull * sum(errors)

    def _probability(self, row: Sequence[float]) -> float:
        score = self._bias + sum(map(mul, self._weights, row))
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, score))))

    def predict(self, matrix: Matrix) -> List[float]:
        return [self._probability(row) for row in matrix]

    def importance(self) -> List[float]:
        return _shares([abs(weight) for weight in self._weights])

    def saved(self) -> Tuple[str, bytes]:
        return _as_json({"kind": self.name, "weights": self._weights, "bias": self._bias})


class DecisionTree:
    """CART with Gini impurity. Leaves answer with a smoothed share, so that log loss stays finite."""

    name = "decision_tree"
    step = "depth"

    def __init__(self, max_depth: int, min_leaf: int) -> None:
        self.steps = max_depth
        self.params = {"max_depth": max_depth, "min_leaf": min_leaf}
        self._root: Node = {}
        self._gains: List[float] = []

    def fit(
        self, matrix: Matrix, labels: Sequence[int], watched: Sequence[Matrix] = (),
        on_step: Optional[OnStep] = None,
    ) -> None:
        columns = [list(column) for column in zip(*matrix)]
        grower = _Grower(columns, labels, self.params["max_depth"], self.params["min_leaf"])
        self._root = grower.grow(list(range(len(labels))))
        self._gains = grower.gains
        if on_step:
            for depth in range(1, self.params["max_depth"] + 1):
                on_step(depth, [[_answer(self._root, row, depth) for row in rows] for rows in watched])

    def predict(self, matrix: Matrix) -> List[float]:
        return [_answer(self._root, row, self.params["max_depth"]) for row in matrix]

    def importance(self) -> List[float]:
        return _shares(self._gains)

    def saved(self) -> Tuple[str, bytes]:
        return _as_json({"kind": self.name, "tree": self._root})


class RandomForest:
    """Bagged trees; each split looks at a random choice of features. The answer is the mean of the trees."""

    name = "random_forest"
    step = "trees"

    def __init__(self, seed: int, trees: int, max_depth: int, min_leaf: int) -> None:
        self.steps = trees
        self.params = {"n_estimators": trees, "max_depth": max_depth, "min_leaf": min_leaf}
        self._chance = random.Random(seed)
        self._trees: List[Node] = []
        self._gains: List[float] = []

    def fit(
        self, matrix: Matrix, labels: Sequence[int], watched: Sequence[Matrix] = (),
        on_step: Optional[OnStep] = None,
    ) -> None:
        columns = [list(column) for column in zip(*matrix)]
        tried = max(1, round(math.sqrt(len(columns))))
        depth = self.params["max_depth"]
        self._trees = []
        self._gains = [0.0] * len(columns)
        sums = [[0.0] * len(rows) for rows in watched]
        for count in range(1, self.params["n_estimators"] + 1):
            bag = [self._chance.randrange(len(labels)) for _ in labels]
            grower = _Grower(columns, labels, depth, self.params["min_leaf"], tried, self._chance)
            tree = grower.grow(bag)
            self._trees.append(tree)
            self._gains = [left + right for left, right in zip(self._gains, grower.gains)]
            if on_step:
                for total, rows in zip(sums, watched):
                    total[:] = [old + _answer(tree, row, depth) for old, row in zip(total, rows)]
                on_step(count, [[value / count for value in total] for total in sums])

    def predict(self, matrix: Matrix) -> List[float]:
        depth = self.params["max_depth"]
        return [sum(_answer(tree, row, depth) for tree in self._trees) / len(self._trees) for row in matrix]

    def importance(self) -> List[float]:
        return _shares(self._gains)

    def saved(self) -> Tuple[str, bytes]:
        return _as_json({"kind": self.name, "trees": self._trees})


class _Grower:
    """Grows one tree over columns; notes how much impurity each feature took away."""

    def __init__(
        self, columns: Sequence[Sequence[float]], labels: Sequence[int], max_depth: int, min_leaf: int,
        tried: Optional[int] = None, chance: Optional[random.Random] = None,
    ) -> None:
        self._columns = columns
        self._labels = labels
        self._max_depth = max_depth
        self._min_leaf = min_leaf
        self._tried = tried
        self._chance = chance
        self.gains = [0.0] * len(columns)

    def grow(self, rows: List[int], depth: int = 0) -> Node:
        positives = sum(self._labels[row] for row in rows)
        node: Node = {"rows": len(rows), "share": round((positives + 1) / (len(rows) + 2), 6)}
        if depth == self._max_depth or len(rows) < 2 * self._min_leaf or positives in (0, len(rows)):
            return node
        best = self._best_split(rows, positives)
        if best is None:
            return node
        gain, feature, threshold = best
        self.gains[feature] += gain
        column = self._columns[feature]
        node["feature"] = feature
        node["threshold"] = threshold
        node["below"] = self.grow([row for row in rows if column[row] < threshold], depth + 1)
        node["above"] = self.grow([row for row in rows if column[row] >= threshold], depth + 1)
        return node

    def _best_split(self, rows: List[int], positives: int) -> Optional[Tuple[float, int, float]]:
        features: Sequence[int] = range(len(self._columns))
        if self._chance and self._tried:
            features = self._chance.sample(features, self._tried)
        size = len(rows)
        before = (positives**2 + (size - positives) ** 2) / size
        best: Optional[Tuple[float, int, float]] = None
        for feature in features:
            column = self._columns[feature]
            order = sorted(rows, key=column.__getitem__)
            below = 0
            for place in range(1, size):
                below += self._labels[order[place - 1]]
                if place < self._min_leaf or size - place < self._min_leaf:
                    continue
                left, right = column[order[place - 1]], column[order[place]]
                if left == right:
                    continue
                above = positives - below
                rest = size - place
                after = (below**2 + (place - below) ** 2) / place + (above**2 + (rest - above) ** 2) / rest
                if after - before > (best[0] if best else 1e-9):
                    # Halfway between neighbours may round down to the left one; the right one never does.
                    middle = (left + right) / 2
                    best = (after - before, feature, middle if middle > left else right)
        return best


def _answer(node: Node, row: Sequence[float], depth: int) -> float:
    while depth > 0 and "feature" in node:
        node = node["below"] if row[node["feature"]] < node["threshold"] else node["above"]
        depth -= 1
    return node["share"]


def _shares(weights: Sequence[float]) -> List[float]:
    total = sum(weights)
    return [weight / total if total else 0.0 for weight in weights]


def _as_json(model: Dict[str, Any]) -> Tuple[str, bytes]:
    return "model.json", json.dumps(model, separators=(",", ":")).encode()
