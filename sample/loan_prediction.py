"""Trains three methods on the loan applications and writes one run for each.

Change a constant, commit, push, and play the job `trigger_train`; or play it with a variable of the
same name to try a value without a commit.
"""

from __future__ import annotations

import csv
import io
import json
import math
import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any, Dict, List, Tuple

from credit import data, metrics, plots, settings, tracking
from credit.api import ApiError

RANDOM_SEED = 42
TEST_SHARE = 0.3
N_FOLDS = 5

# Logistic regression.
N_EPOCHS = 60
LEARNING_RATE = 0.1
L2_PENALTY = 0.02

# Trees and forests.
MAX_DEPTH = 6
MIN_LEAF = 8
N_ESTIMATORS = 120

EXPERIMENT_NAME = "Loan_prediction"
METHODS = "logistic_regression,decision_tree,random_forest"

# auto, stdlib or sklearn; auto, rest, mlflow or local.
TRAIN_WITH = "auto"
TRACK_WITH = "auto"

# Points of a learning curve that are logged. With three metrics each, all values of a run fit one page of the API.
CURVE_POINTS = 24

HERE = Path(__file__).resolve().parent
DATA_FILE = HERE / "data" / "credit.csv"
RESULTS = HERE / "results"


class Stopped(Exception):
    """The job was cancelled."""


class Interruption:
    """Turns SIGTERM into `Stopped`, but not while something is done that must not be torn apart."""

    def __init__(self) -> None:
        self._held = False
        self._came = False

    def __call__(self, _signal: int, _frame: Any) -> None:
        self._came = True
        if not self._held:
            raise Stopped

    def hold(self) -> None:
        self._held = True

    def release(self) -> None:
        self._held = False
        if self._came:
            raise Stopped


STOP = Interruption()


def main() -> int:
    signal.signal(signal.SIGTERM, STOP)
    try:
        values = settings.with_environment(settings.constants(globals()), os.environ)
        train_all(values)
    except (Stopped, KeyboardInterrupt):
        print("stopped", flush=True)
        return 130
    except (ApiError, data.DataError, settings.SettingError, ValueError) as error:
        print(f"error: {error}", file=sys.stderr, flush=True)
        return 1
    return 0


def train_all(values: Dict[str, Any]) -> None:
    _check(values)
    rows = data.read_rows(DATA_FILE)
    train, test = data.split(rows, values["TEST_SHARE"], values["RANDOM_SEED"])
    make = _make(values["TRAIN_WITH"])
    target = tracking.choose(values["TRACK_WITH"], values["EXPERIMENT_NAME"], HERE / "runs")
    tags = {"data.digest": data.digest(DATA_FILE), "trained.with": make.MAKE, **_origin()}
    say(f"{len(rows)} applications, {len(train)} to train with, {len(test)} to test on")
    say(f"training with {make.MAKE}, tracking to {target.name}, seed {values['RANDOM_SEED']}")
    done = []
    for name in [word.strip() for word in values["METHODS"].split(",") if word.strip()]:
        done.append(train_one(name, values, make, target, tags, train, test))
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "runs.json").write_text(json.dumps(done, indent=1) + "\n", encoding="utf-8")
    best = max(done, key=lambda run: run["metrics"]["AUC"])
    say(f"\nbest by AUC: {best['method']} with {best['metrics']['AUC']:.4f}")


def train_one(
    name: str, values: Dict[str, Any], make: Any, target: Any, tags: Dict[str, str],
    train: List[data.Row], test: List[data.Row],
) -> Dict[str, Any]:
    say(f"\n== {name}")
    model = make.build(name, values)
    STOP.hold()
    run = target.start(f"{name}-{values['RANDOM_SEED']}", {**tags, "method": name})
    try:
        STOP.release()
        common = ("RANDOM_SEED", "TEST_SHARE", "N_FOLDS")
        params = {"method": name, **{key.lower(): values[key] for key in common}, **model.params}
        run.log(params, [])
        fold_scores = cross_validate(name, values, make, train)
        mean = sum(fold_scores) / len(fold_scores)
        run.log({}, [("fold accuracy", score, fold) for fold, score in enumerate(fold_scores, 1)])
        history, files, seconds = fit(model, run, train, test)
        kilobytes = len(files["model"][1]) / 1024
        final = {"Mean CV score": mean, **files["summary"], "fit_s": seconds, "model_kb": kilobytes}
        on_curve = {"AUC", "log_loss"}
        run.log({}, [(key, value, 0) for key, value in final.items() if key not in on_curve])
        save(run, name, final, history, files)
        run.end("FINISHED")
    except (Stopped, KeyboardInterrupt):
        STOP.hold()
        _end_quietly(run, "KILLED")
        raise
    except BaseException:
        _end_quietly(run, "FAILED")
        raise
    shown = ("Mean CV score", "Accuracy", "f1-score", "AUC", "log_loss")
    say("  " + "  ".join(f"{key} {final[key]:.4f}" for key in shown) + f"  ({seconds:.1f} s)")
    return {"run_id": run.id, "method": name, "params": params, "metrics": final, "tags": tags}


def cross_validate(name: str, values: Dict[str, Any], make: Any, train: List[data.Row]) -> List[float]:
    """The accuracy on each held-out part; the preparation is learned anew for each."""
    labels = data.labels_of(train)
    scores = []
    for number, (fit_part, held) in enumerate(data.folds(labels, values["N_FOLDS"], values["RANDOM_SEED"]), 1):
        fit_rows = [train[index] for index in fit_part]
        preparation = data.Preparation.learn(fit_rows)
        model = make.build(name, values)
        model.fit(preparation.numbers(fit_rows), data.labels_of(fit_rows))
        predicted = model.predict(preparation.numbers([train[index] for index in held]))
        scores.append(metrics.accuracy([labels[index] for index in held], predicted))
        say(f"  fold {number} of {values['N_FOLDS']}: accuracy {scores[-1]:.4f}")
    return scores


def fit(
    model: Any, run: Any, train: List[data.Row], test: List[data.Row]
) -> Tuple[List[Dict[str, float]], Dict[str, Any], float]:
    """Trains on all training rows; logs the learning curve while it grows."""
    stride = math.ceil(model.steps / CURVE_POINTS)
    preparation = data.Preparation.learn(train)
    matrix, test_matrix = preparation.numbers(train), preparation.numbers(test)
    labels, test_labels = data.labels_of(train), data.labels_of(test)
    history: List[Dict[str, float]] = []
    waiting: List[tracking.Metric] = []

    def on_step(step: int, predictions: List[List[float]]) -> None:
        if step % stride and step != model.steps:
            return
        point = {
            "AUC": metrics.auc(test_labels, predictions[1]),
            "log_loss": metrics.log_loss(test_labels, predictions[1]),
            "train_log_loss": metrics.log_loss(labels, predictions[0]),
        }
        history.append({"step": step, **point})
        waiting.extend((key, value, step) for key, value in point.items())
        if len(history) % 6 == 0:
            say(f"  {model.step} {step}: AUC {point['AUC']:.4f}  log_loss {point['log_loss']:.4f}")
            run.log({}, waiting)
            waiting.clear()

    started = time.perf_counter()
    model.fit(matrix, labels, [matrix, test_matrix], on_step)
    seconds = time.perf_counter() - started
    if waiting:
        run.log({}, waiting)
    scores = model.predict(test_matrix)
    files = {
        "model": model.saved(),
        "summary": metrics.summary(test_labels, scores),
        "roc": metrics.roc_curve(test_labels, scores),
        "importance": sorted(zip(preparation.names, model.importance()), key=lambda pair: -pair[1]),
    }
    return history, files, seconds


def save(
    run: Any, name: str, final: Dict[str, float], history: List[Dict[str, float]], files: Dict[str, Any]
) -> None:
    """Writes the artifacts to the run, and to results/ for the job's own artifacts."""
    table = io.StringIO()
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(["feature", "importance"])
    writer.writerows([feature, f"{weight:.6f}"] for feature, weight in files["importance"])
    model_name, model_bytes = files["model"]
    artifacts = {
        "roc.png": plots.roc_png(files["roc"], final["AUC"]),
        "roc.svg": plots.roc_svg(files["roc"], final["AUC"], name).encode(),
        "metrics.json": (json.dumps(final, indent=1) + "\n").encode(),
        "history.json": (json.dumps(history) + "\n").encode(),
        "feature_importance.csv": table.getvalue().encode(),
        model_name: model_bytes,
    }
    folder = RESULTS / name
    folder.mkdir(parents=True, exist_ok=True)
    for file_name, content in artifacts.items():
        (folder / file_name).write_bytes(content)
        run.artifact(file_name, content)


def say(text: str) -> None:
    print(text, flush=True)


def _check(values: Dict[str, Any]) -> None:
    if not 0.05 <= values["TEST_SHARE"] <= 0.9:
        raise ValueError("TEST_SHARE has to be between 0.05 and 0.9.")
    for name, least in (("N_FOLDS", 2), ("N_EPOCHS", 1), ("MAX_DEPTH", 1), ("MIN_LEAF", 1), ("N_ESTIMATORS", 1)):
        if values[name] < least:
            raise ValueError(f"{name} has to be {least} or more.")
    if values["L2_PENALTY"] <= 0 or values["LEARNING_RATE"] <= 0:
        raise ValueError("L2_PENALTY and LEARNING_RATE have to be above 0.")
    if not values["METHODS"].strip(" ,"):
        raise ValueError("METHODS names no method.")


def _make(kind: str) -> Any:
    if kind not in ("auto", "stdlib", "sklearn"):
        raise ValueError(f'TRAIN_WITH is "{kind}", expected auto, stdlib or sklearn.')
    if kind != "stdlib":
        try:
            from credit import methods_sklearn

            return methods_sklearn
        except ImportError:
            if kind == "sklearn":
                raise ValueError("TRAIN_WITH is sklearn, but scikit-learn is not installed.") from None
    from credit import methods_stdlib

    return methods_stdlib


def _origin() -> Dict[str, str]:
    """Where the code comes from: the CI job's variables, or the checkout."""
    ci = os.environ
    tags = {
        "mlflow.source.git.commit": ci.get("CI_COMMIT_SHA") or _git("rev-parse", "HEAD"),
        "mlflow.source.git.branch": ci.get("CI_MERGE_REQUEST_SOURCE_BRANCH_NAME")
        or ci.get("CI_COMMIT_REF_NAME")
        or _git("rev-parse", "--abbrev-ref", "HEAD"),
        "mlflow.source.name": "loan_prediction.py",
        "mlflow.user": ci.get("GITLAB_USER_LOGIN", ""),
        "gitlab.CI_JOB_ID": ci.get("CI_JOB_ID", ""),
    }
    return {key: value for key, value in tags.items() if value}


def _git(*arguments: str) -> str:
    try:
        done = subprocess.run(
            ["git", *arguments], cwd=HERE, capture_output=True, text=True, timeout=10, check=False
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout.strip() if done.returncode == 0 else ""


def _end_quietly(run: Any, status: str) -> None:
    """What made the run fail is what the reader has to see, not that the server then could not be told."""
    try:
        run.end(status)
    except Exception as error:  # noqa: BLE001
        print(f"  the run could not be marked as {status}: {error}", file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
