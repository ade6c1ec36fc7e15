"""Reads the applications, checks them, splits them and turns them into numbers."""

from __future__ import annotations

import csv
import hashlib
import math
import random
from pathlib import Path
from typing import Dict, List, NamedTuple, Sequence, Tuple

Row = Dict[str, str]
Matrix = List[List[float]]

LABEL = "repaid"
NUMBERS = ("age", "years_employed", "dependents", "term_months", "history_months", "late_payments")
MONEY = ("monthly_income", "monthly_debt", "loan_amount", "savings")
CATEGORIES = {
    "employment": ("employee", "self_employed", "pensioner", "student"),
    "housing": ("own", "rent", "family"),
    "purpose": ("car", "repair", "appliances", "education", "medical", "business"),
}
COLUMNS = ("application_id", *NUMBERS, *MONEY, *CATEGORIES, LABEL)


class DataError(Exception):
    """The file is not what the training expects; the message names the line."""


def read_rows(path: Path) -> List[Row]:
    """All rows, checked: known columns and categories, numbers where numbers belong, unique ids, both classes."""
    try:
        with path.open(newline="", encoding="utf-8") as file:
            reader = csv.DictReader(file)
            missing = sorted(set(COLUMNS) - set(reader.fieldnames or ()))
            if missing:
                raise DataError(f"{path.name} has no column {', '.join(missing)}.")
            rows = [_checked(row, f"{path.name}, line {reader.line_num}") for row in reader]
    except OSError as error:
        raise DataError(f"{path} cannot be read: {error.strerror}.") from error
    ids = {row["application_id"] for row in rows}
    if len(ids) != len(rows):
        raise DataError(f"{path.name} has the same application_id twice.")
    if len({row[LABEL] for row in rows}) != 2:
        raise DataError(f"{path.name} needs applications of both kinds, repaid and not.")
    return rows


def digest(path: Path) -> str:
    """SHA-256 of the file, shortened; says which data a run has seen."""
    return hashlib.sha256(path.read_bytes()).hexdigest()[:16]


def labels_of(rows: Sequence[Row]) -> List[int]:
    return [int(row[LABEL]) for row in rows]


def split(rows: Sequence[Row], test_share: float, seed: int) -> Tuple[List[Row], List[Row]]:
    """Training and test rows, with the same share of both classes in each."""
    train: List[int] = []
    test: List[int] = []
    for indices in _by_class(labels_of(rows), seed):
        size = max(1, round(len(indices) * test_share))
        test += indices[:size]
        train += indices[size:]
    return [rows[index] for index in sorted(train)], [rows[index] for index in sorted(test)]


def folds(labels: Sequence[int], count: int, seed: int) -> List[Tuple[List[int], List[int]]]:
    """`count` pairs (training indices, held-out indices), stratified."""
    held: List[List[int]] = [[] for _ in range(count)]
    for indices in _by_class(labels, seed):
        for place, index in enumerate(indices):
            held[place % count].append(index)
    everything = set(range(len(labels)))
    return [(sorted(everything - set(part)), sorted(part)) for part in held]


class Preparation(NamedTuple):
    """What is learned from the training rows alone, so that nothing of the test rows leaks into the model."""

    fill: Dict[str, float]
    bounds: Dict[str, Tuple[float, float]]
    modes: Dict[str, str]
    scale: List[Tuple[float, float]]
    names: List[str]

    @classmethod
    def learn(cls, rows: Sequence[Row]) -> "Preparation":
        fill, bounds = {}, {}
        for column in (*NUMBERS, *MONEY):
            values = sorted(_number(row[column], column) for row in rows if row[column] != "")
            fill[column] = values[len(values) // 2]
            bounds[column] = (_quantile(values, 0.05), _quantile(values, 0.95))
        modes = {column: _most_common([row[column] for row in rows if row[column]]) for column in CATEGORIES}
        names = [*NUMBERS, *(f"log_{column}" for column in MONEY), "burden"]
        names += [f"{column}={value}" for column, values in CATEGORIES.items() for value in values]
        bare = cls(fill, bounds, modes, [(0.0, 1.0)] * len(names), names)
        return bare._replace(scale=[_centre(column) for column in zip(*bare.numbers(rows))])

    def numbers(self, rows: Sequence[Row]) -> Matrix:
        """One list per row in the order of `names`: clipped, logarithms of money, one column per category, scaled."""
        return [
            [(value - mean) / spread for value, (mean, spread) in zip(self._raw(row), self.scale)]
            for row in rows
        ]

    def _raw(self, row: Row) -> List[float]:
        clipped = {column: self._clipped(row, column) for column in (*NUMBERS, *MONEY)}
        payment = clipped["loan_amount"] / clipped["term_months"] + clipped["monthly_debt"]
        result = [clipped[column] for column in NUMBERS]
        result += [math.log1p(clipped[column]) for column in MONEY]
        result.append(payment / clipped["monthly_income"])
        for column, values in CATEGORIES.items():
            chosen = row[column] or self.modes[column]
            result += [1.0 if chosen == value else 0.0 for value in values]
        return result

    def _clipped(self, row: Row, column: str) -> float:
        low, high = self.bounds[column]
        value = _number(row[column], column) if row[column] != "" else self.fill[column]
        return min(high, max(low, value))


def _checked(row: Row, place: str) -> Row:
    if None in row or None in row.values():
        raise DataError(f"{place}: not as many fields as columns.")
    for column in (*NUMBERS, *MONEY):
        if row[column] != "":
            _number(row[column], f"{place}: {column}")
    for column, values in CATEGORIES.items():
        if row[column] and row[column] not in values:
            raise DataError(f'{place}: {column} "{row[column]}" is none of {", ".join(values)}.')
    for column in ("monthly_income", "term_months"):
        if row[column] == "" or float(row[column]) <= 0:
            raise DataError(f"{place}: {column} has to be above 0.")
    if row[LABEL] not in ("0", "1"):
        raise DataError(f'{place}: {LABEL} is "{row[LABEL]}", expected 0 or 1.')
    return row


def _number(text: str, place: str) -> float:
    try:
        value = float(text)
    except ValueError:
        raise DataError(f'{place}: "{text}" is not a number.') from None
    if not math.isfinite(value) or value < 0:
        raise DataError(f"{place}: {text} is not a number from 0 up.")
    return value


def _by_class(labels: Sequence[int], seed: int) -> List[List[int]]:
    chance = random.Random(seed)
    groups = [[index for index, label in enumerate(labels) if label == kind] for kind in (0, 1)]
    for group in groups:
        chance.shuffle(group)
    return groups


def _quantile(ordered: Sequence[float], share: float) -> float:
    place = share * (len(ordered) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _most_common(values: Sequence[str]) -> str:
    return max(sorted(set(values)), key=values.count)


def _centre(column: Sequence[float]) -> Tuple[float, float]:
    mean = sum(column) / len(column)
    spread = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
    return mean, spread or 1.0
