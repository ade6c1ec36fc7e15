"""Writes data/credit.csv: invented loan applications with a known rule behind them.

    python3 generate_data.py            # the committed file, byte for byte
    python3 generate_data.py 7 2000     # another seed, more rows
"""

from __future__ import annotations

import csv
import math
import random
import sys
from pathlib import Path

DATA_SEED = 2024
ROWS = 600
TARGET = Path(__file__).parent / "data" / "credit.csv"

COLUMNS = [
    "application_id",
    "age",
    "employment",
    "years_employed",
    "monthly_income",
    "monthly_debt",
    "dependents",
    "housing",
    "purpose",
    "loan_amount",
    "term_months",
    "savings",
    "history_months",
    "late_payments",
    "repaid",
]


def application(number: int, chance: random.Random) -> dict[str, object]:
    """One applicant, drawn in the order in which one thing depends on another."""
    age = int(min(72, max(20, chance.gauss(39, 12))))
    employment = _employment(age, chance)
    working_years = max(0, age - 20)
    years_employed = round(min(working_years, chance.expovariate(1 / 6)), 1)
    if employment in ("student", "pensioner"):
        years_employed = 0.0
    base = {"employee": 85_000, "self_employed": 110_000, "pensioner": 38_000, "student": 27_000}
    income = base[employment] * math.exp(chance.gauss(0, 0.42)) * (1 + min(years_employed, 15) / 45)
    dependents = min(4, int(chance.expovariate(1.1))) if age > 23 else 0
    housing = chance.choices(["own", "rent", "family"], [age, 30, max(4, 50 - age)])[0]
    debt = income * max(0.0, chance.gauss(0.18, 0.15))
    purpose = chance.choices(
        ["car", "repair", "appliances", "education", "medical", "business"],
        [26, 24, 20, 12, 10, 8],
    )[0]
    amount = max(20_000.0, income * chance.lognormvariate(1.35, 0.55))
    term = chance.choice([6, 12, 12, 24, 24, 36, 48, 60])
    savings = max(0.0, income * chance.gauss(1.4, 1.6))
    history = int(max(0, min((age - 18) * 12, chance.expovariate(1 / 70))))
    late = min(9, int(chance.expovariate(1 / (0.5 + 2.2 * min(1.0, debt / (0.45 * income))))))
    repaid = chance.random() < _repays(
        income, debt, dependents, housing, purpose, employment, years_employed,
        amount, term, savings, history, late,
    )
    return {
        "application_id": f"A{number:05d}",
        "age": age,
        "employment": employment,
        "years_employed": years_employed,
        "monthly_income": round(income, -2),
        "monthly_debt": round(debt, -2),
        "dependents": dependents,
        "housing": housing,
        "purpose": purpose,
        "loan_amount": round(amount, -3),
        "term_months": term,
        "savings": round(savings, -2),
        "history_months": history,
        "late_payments": late,
        "repaid": int(repaid),
    }


def _employment(age: int, chance: random.Random) -> str:
    if age >= 60 and chance.random() < 0.75:
        return "pensioner"
    if age <= 23 and chance.random() < 0.55:
        return "student"
    return "self_employed" if chance.random() < 0.19 else "employee"


def _repays(
    income: float, debt: float, dependents: int, housing: str, purpose: str, employment: str,
    years_employed: float, amount: float, term: int, savings: float, history: int, late: int,
) -> float:
    """The hidden rule: partly a weighted sum, partly thresholds that a straight line cannot see."""
    payment = amount / term * 1.12
    burden = (payment + debt) / income
    left_per_head = (income - payment - debt) / (1 + dependents)
    score = 1.75 - 2.1 * max(0.0, burden - 0.3) - 0.55 * late
    score += 0.35 * math.log1p(savings / income) + 0.05 * min(years_employed, 10)
    score += {"own": 0.35, "rent": -0.35, "family": 0.0}[housing]
    score += {"business": -0.6, "education": 0.25}.get(purpose, 0.0)
    if left_per_head < 18_000:
        score -= 1.1
    if history < 12 and late == 0:
        score -= 1.2
    if employment == "self_employed" and savings < income:
        score -= 0.9
    if late >= 2 and history > 96:
        score += 0.7
    return 1 / (1 + math.exp(-1.55 * score))


def with_gaps(row: dict[str, object], chance: random.Random) -> dict[str, object]:
    """Real forms have holes: a few answers are missing."""
    for column, share in (("employment", 0.03), ("savings", 0.05), ("history_months", 0.04), ("housing", 0.02)):
        if chance.random() < share:
            row[column] = ""
    return row


def write(path: Path, seed: int, rows: int) -> None:
    chance = random.Random(seed)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", newline="", encoding="utf-8") as file:
        writer = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for number in range(1, rows + 1):
            writer.writerow(with_gaps(application(number, chance), chance))


if __name__ == "__main__":
    numbers = [int(word) for word in sys.argv[1:3]]
    write(TARGET, *(numbers + [DATA_SEED, ROWS][len(numbers):]))
    print(f"wrote {TARGET}")
