"""A Markdown table of this training's runs against the best earlier one, as a note on the merge request.

Outside a merge request, or without REPO_TOKEN, it is printed.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from typing import Any, Dict, List, Optional, Tuple

from credit.api import Api, ApiError
from credit.tracking import RestTracking

HERE = Path(__file__).resolve().parent
EXPERIMENT_NAME = os.environ.get("EXPERIMENT_NAME") or "Loan_prediction"
COLUMNS = ("Mean CV score", "Accuracy", "f1-score", "AUC", "log_loss", "Precision", "Recall", "fit_s")
LOWER_IS_BETTER = {"log_loss", "fit_s"}

Run = Dict[str, Any]


def main() -> int:
    try:
        runs = json.loads((HERE / "results" / "runs.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        print(f"error: there is no results/runs.json of a training: {error}", file=sys.stderr)
        return 1
    try:
        text = markdown(runs, *baseline(runs, earlier_runs()))
        post(text)
    except ApiError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    return 0


def earlier_runs() -> List[Run]:
    uri = os.environ.get("MLFLOW_TRACKING_URI", "").strip()
    if not uri:
        return []
    tracking = RestTracking(EXPERIMENT_NAME, uri, os.environ.get("MLFLOW_TRACKING_TOKEN", "").strip())
    return [from_api(run) for run in tracking.runs() if run["info"].get("status") == "FINISHED"]


def from_api(run: Dict[str, Any]) -> Run:
    """The server answers every logged point; the last step of a name is its value."""
    values: Dict[str, Tuple[int, int, float]] = {}
    for entry in run["data"].get("metrics") or []:
        at = (int(entry.get("step") or 0), int(entry.get("timestamp") or 0), float(entry["value"]))
        values[entry["key"]] = max(values.get(entry["key"], at), at)
    tags = {tag["key"]: tag["value"] for tag in run["data"].get("tags") or []}
    return {
        "run_id": run["info"]["run_id"],
        "method": tags.get("method") or run["info"].get("run_name") or "run",
        "metrics": {name: at[2] for name, at in values.items()},
        "tags": tags,
    }


def baseline(runs: List[Run], earlier: List[Run]) -> Tuple[Optional[Run], str]:
    """The best run by AUC of the default branch; while it has none, of all that were there before."""
    own = {run["run_id"] for run in runs}
    others = [run for run in earlier if run["run_id"] not in own and "AUC" in run["metrics"]]
    main_branch = os.environ.get("CI_DEFAULT_BRANCH") or "main"
    on_main = [run for run in others if run["tags"].get("mlflow.source.git.branch") == main_branch]
    best = max(on_main or others, key=lambda run: run["metrics"]["AUC"], default=None)
    return best, f"the best of `{main_branch}`" if on_main else "the best earlier run"


def markdown(runs: List[Run], base: Optional[Run], base_name: str) -> str:
    lines = ["### Training report", ""]
    where = os.environ.get("CI_COMMIT_SHORT_SHA")
    job = os.environ.get("CI_PIPELINE_URL")
    if where:
        lines += [f"Commit {where}" + (f", [pipeline]({job})" if job else ""), ""]
    lines += ["| run | " + " | ".join(COLUMNS) + " |", "| --- |" + " ---: |" * len(COLUMNS)]
    for run in sorted(runs, key=lambda run: -run["metrics"]["AUC"]):
        lines.append(f"| {escaped(run['method'])} | " + " | ".join(cells(run, base)) + " |")
    if base:
        lines.append(f"| *{escaped(base['method'])}, {base_name}* | " + " | ".join(cells(base, None)) + " |")
        lines += ["", f"In brackets: the difference to {base_name}."]
    else:
        lines += ["", "There is no earlier run to compare with."]
    changed = sorted({(key, str(value)) for run in runs for key, value in run.get("params", {}).items()})
    shared = [f"`{key}` = {escaped(value)}" for key, value in changed if key in ("random_seed", "test_share", "n_folds")]
    return "\n".join([*lines, "", "Settings: " + ", ".join(shared), ""])


def cells(run: Run, base: Optional[Run]) -> List[str]:
    texts = []
    for name in COLUMNS:
        value = run["metrics"].get(name)
        old = base["metrics"].get(name) if base else None
        if value is None:
            texts.append("")
        elif old is None:
            texts.append(f"{value:.4f}")
        else:
            change = value - old
            better = change < 0 if name in LOWER_IS_BETTER else change > 0
            shown = f"{change:+.4f}"
            texts.append(f"{value:.4f} ({f'**{shown}**' if better else shown})")
    return texts


def post(text: str) -> None:
    number = os.environ.get("CI_MERGE_REQUEST_IID")
    token = os.environ.get("REPO_TOKEN", "").strip()
    if not number or not token:
        print(text)
        if number:
            print("Not posted: the variable REPO_TOKEN is empty.", file=sys.stderr)
        return
    project = os.environ["CI_PROJECT_ID"]
    base = os.environ["CI_API_V4_URL"].rstrip("/")
    url = f"{base}/projects/{project}/merge_requests/{number}/notes"
    Api(token).json("POST", url, {"body": text})
    print(text)
    print(f"Posted to merge request !{number}.")


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")


if __name__ == "__main__":
    sys.exit(main())
