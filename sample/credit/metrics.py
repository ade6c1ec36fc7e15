"""How good predictions are. `labels` are 0 or 1, `scores` the predicted probability of 1."""

from __future__ import annotations

import math
from typing import Dict, List, Sequence, Tuple


def roc_curve(labels: Sequence[int], scores: Sequence[float]) -> List[Tuple[float, float]]:
    """Points (false positive rate, true positive rate) from (0, 0) to (1, 1); equal scores are one step."""
    positives = sum(labels)
    negatives = len(labels) - positives
    if positives == 0 or negatives == 0:
        raise ValueError("A ROC curve needs both classes.")
    order = sorted(range(len(labels)), key=lambda index: -scores[index])
    points = [(0.0, 0.0)]
    hits = misses = 0
    for place, index in enumerate(order):
        hits += labels[index]
        misses += 1 - labels[index]
        last = place + 1 == len(order)
        if last or scores[order[place + 1]] != scores[index]:
            points.append((misses / negatives, hits / positives))
    return points


def area_under(points: Sequence[Tuple[float, float]]) -> float:
    pairs = zip(points, points[1:])
    return sum((right[0] - left[0]) * (right[1] + left[1]) / 2 for left, right in pairs)


def auc(labels: Sequence[int], scores: Sequence[float]) -> float:
    return area_under(roc_curve(labels, scores))


def log_loss(labels: Sequence[int], scores: Sequence[float]) -> float:
    total = 0.0
    for label, score in zip(labels, scores):
        sure = min(1 - 1e-12, max(1e-12, score))
        total -= math.log(sure if label else 1 - sure)
    return total / len(labels)


def accuracy(labels: Sequence[int], scores: Sequence[float]) -> float:
    return sum((score >= 0.5) == bool(label) for label, score in zip(labels, scores)) / len(labels)


def summary(labels: Sequence[int], scores: Sequence[float]) -> Dict[str, float]:
    """The metrics every run carries, under the names the runs table shows."""
    said_yes = [label for label, score in zip(labels, scores) if score >= 0.5]
    right = sum(said_yes)
    precision = right / len(said_yes) if said_yes else 0.0
    recall = right / sum(labels) if sum(labels) else 0.0
    both = precision + recall
    return {
        "Accuracy": accuracy(labels, scores),
        "f1-score": 2 * precision * recall / both if both else 0.0,
        "AUC": auc(labels, scores),
        "log_loss": log_loss(labels, scores),
        "Precision": precision,
        "Recall": recall,
    }
