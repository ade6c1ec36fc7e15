"""Where runs are written: an MLflow server (by its client or its REST API) or a folder of JSON files.

Each tracker has `start(name, tags)` -> run, and a run has

    log(params, metrics)    metrics as (name, value, step)
    artifact(name, bytes)
    end(status)             FINISHED, FAILED or KILLED
    id, link
"""

from __future__ import annotations

import atexit
import json
import os
import shutil
import tempfile
import time
import uuid
from pathlib import Path
from typing import Any, Dict, List, Sequence, Tuple
from urllib.parse import quote

from .api import Api, ApiError, ca_files

Metric = Tuple[str, float, int]

# The API takes up to this many metrics, params and tags in one call.
BATCH = 500
LONGEST_PARAM = 250


def choose(kind: str, experiment: str, folder: Path) -> Any:
    """`kind`: auto, mlflow, rest or local. Auto takes the client when it is installed."""
    uri = os.environ.get("MLFLOW_TRACKING_URI", "").strip()
    token = os.environ.get("MLFLOW_TRACKING_TOKEN", "").strip()
    if kind == "local" or (kind == "auto" and not uri):
        return LocalTracking(experiment, folder)
    if kind not in ("auto", "mlflow", "rest"):
        raise ValueError(f'TRACK_WITH is "{kind}", expected auto, mlflow, rest or local.')
    if kind == "rest" or (kind == "auto" and not _importable("mlflow")):
        return RestTracking(experiment, uri, token)
    return MlflowTracking(experiment)


class RestTracking:
    """The part of the MLflow REST API that GitLab offers."""

    def __init__(self, experiment: str, uri: str, token: str) -> None:
        if not uri.startswith(("http://", "https://")):
            raise ApiError(0, f'MLFLOW_TRACKING_URI is "{uri}", expected a web address.')
        self.name = "MLflow REST API"
        self.base = f"{uri.rstrip('/')}/api/2.0/mlflow"
        self.api = Api(token)
        self.experiment_id = self._experiment(experiment)

    def _experiment(self, name: str) -> str:
        find = f"{self.base}/experiments/get-by-name?experiment_name={quote(name)}"
        try:
            return str(self.api.json("GET", find)["experiment"]["experiment_id"])
        except ApiError as error:
            if error.code != "RESOURCE_DOES_NOT_EXIST":
                raise
        try:
            made = self.api.json("POST", f"{self.base}/experiments/create", {"name": name})
            return str(made["experiment_id"])
        except ApiError as error:
            # Another job was quicker.
            if error.code != "RESOURCE_ALREADY_EXISTS":
                raise
        return str(self.api.json("GET", find)["experiment"]["experiment_id"])

    def start(self, name: str, tags: Dict[str, str]) -> "RestRun":
        body = {
            "experiment_id": self.experiment_id,
            "run_name": name,
            "start_time": _now(),
            "tags": [{"key": key, "value": value} for key, value in tags.items() if not _job_tag(key)],
        }
        info = self.api.json("POST", f"{self.base}/runs/create", body)["run"]["info"]
        run = RestRun(self, info["run_id"], info.get("artifact_uri", ""))
        for key in filter(_job_tag, tags):
            run.tag_job(key, tags[key])
        return run

    def runs(self) -> List[Dict[str, Any]]:
        """Every run of the experiment, newest first."""
        found: List[Dict[str, Any]] = []
        page = None
        while True:
            body = {"experiment_ids": [self.experiment_id], "max_results": 200, "order_by": "created_at DESC"}
            if page:
                body["page_token"] = page
            answer = self.api.json("POST", f"{self.base}/runs/search", body)
            found += answer.get("runs", [])
            page = answer.get("next_page_token")
            if not page:
                return found


class RestRun:
    def __init__(self, tracking: RestTracking, run_id: str, artifact_uri: str) -> None:
        self._tracking = tracking
        self._artifacts = artifact_uri.rstrip("/")
        self.id = run_id
        self.link = ""

    def tag_job(self, key: str, value: str) -> None:
        """Ties the run to its CI job. Without the job (a copied variable, say) the run is still worth having."""
        try:
            self._call("runs/set-tag", {"key": key, "value": value})
        except ApiError as error:
            if error.status not in (400, 404, 500):
                raise
            print(f"  the run is not linked to job {value}: {error}", flush=True)

    def log(self, params: Dict[str, Any], metrics: Sequence[Metric]) -> None:
        at = _now()
        entries = [
            {"key": key, "value": value, "timestamp": at, "step": step} for key, value, step in metrics
        ]
        texts = [{"key": key, "value": str(value)[:LONGEST_PARAM]} for key, value in params.items()]
        for start in range(0, max(len(entries), 1), BATCH):
            self._call(
                "runs/log-batch",
                {"metrics": entries[start : start + BATCH], "params": texts if start == 0 else [], "tags": []},
            )

    def artifact(self, name: str, content: bytes) -> None:
        if not self._artifacts.startswith(("http://", "https://")):
            raise ApiError(0, f'The server named "{self._artifacts}" for artifacts, which is no web address.')
        url = f"{self._artifacts}/{quote(name)}"
        self._tracking.api.send("PUT", url, content, "application/octet-stream")

    def end(self, status: str) -> None:
        self._call("runs/update", {"status": status, "end_time": _now()})

    def _call(self, path: str, body: Dict[str, Any]) -> None:
        self._tracking.api.json("POST", f"{self._tracking.base}/{path}", {"run_id": self.id, **body})


class MlflowTracking:
    """The same by the official client, where it is installed."""

    def __init__(self, experiment: str) -> None:
        _bundle_authorities()
        import mlflow

        self.name = f"mlflow {mlflow.__version__}"
        self.client = mlflow.MlflowClient()
        found = self.client.get_experiment_by_name(experiment)
        self.experiment_id = found.experiment_id if found else self.client.create_experiment(experiment)

    def start(self, name: str, tags: Dict[str, str]) -> "MlflowRun":
        plain = {key: value for key, value in tags.items() if not _job_tag(key)}
        run = MlflowRun(self.client, self.client.create_run(self.experiment_id, run_name=name, tags=plain))
        for key in filter(_job_tag, tags):
            run.tag_job(key, tags[key])
        return run


class MlflowRun:
    def __init__(self, client: Any, run: Any) -> None:
        self._client = client
        self.id = run.info.run_id
        self.link = ""

    def tag_job(self, key: str, value: str) -> None:
        from mlflow.exceptions import MlflowException

        try:
            self._client.set_tag(self.id, key, value)
        except MlflowException as error:
            print(f"  the run is not linked to job {value}: {error}", flush=True)

    def log(self, params: Dict[str, Any], metrics: Sequence[Metric]) -> None:
        from mlflow.entities import Metric as Entry, Param

        at = _now()
        texts = [Param(key, str(value)[:LONGEST_PARAM]) for key, value in params.items()]
        entries = [Entry(key, value, at, step) for key, value, step in metrics]
        for start in range(0, max(len(entries), 1), BATCH):
            self._client.log_batch(self.id, entries[start : start + BATCH], texts if start == 0 else [])

    def artifact(self, name: str, content: bytes) -> None:
        folder = tempfile.mkdtemp()
        try:
            path = Path(folder) / name
            path.write_bytes(content)
            self._client.log_artifact(self.id, str(path))
        finally:
            shutil.rmtree(folder)

    def end(self, status: str) -> None:
        self._client.set_terminated(self.id, status)


class LocalTracking:
    """Without a server: `runs/<experiment>/<run>/run.json` and the artifacts beside it."""

    name = "files"

    def __init__(self, experiment: str, folder: Path) -> None:
        self._folder = folder / experiment

    def start(self, name: str, tags: Dict[str, str]) -> "LocalRun":
        return LocalRun(self._folder, name, tags)


class LocalRun:
    def __init__(self, folder: Path, name: str, tags: Dict[str, str]) -> None:
        self.id = uuid.uuid4().hex
        self._folder = folder / self.id
        self._folder.mkdir(parents=True)
        self.link = str(self._folder)
        self._run: Dict[str, Any] = {
            "run_id": self.id, "run_name": name, "status": "RUNNING", "start_time": _now(),
            "tags": tags, "params": {}, "metrics": [],
        }
        self._write()

    def log(self, params: Dict[str, Any], metrics: Sequence[Metric]) -> None:
        self._run["params"].update({key: str(value) for key, value in params.items()})
        self._run["metrics"] += [{"key": key, "value": value, "step": step} for key, value, step in metrics]
        self._write()

    def artifact(self, name: str, content: bytes) -> None:
        (self._folder / name).write_bytes(content)

    def end(self, status: str) -> None:
        self._run.update(status=status, end_time=_now())
        self._write()

    def _write(self) -> None:
        (self._folder / "run.json").write_text(json.dumps(self._run, indent=1), encoding="utf-8")


def _bundle_authorities() -> None:
    """The client reads REQUESTS_CA_BUNDLE alone, so every authority has to be in one file."""
    paths = ca_files()
    if len(paths) < 2:
        os.environ.update({"REQUESTS_CA_BUNDLE": path for path in paths})
        return
    handle, name = tempfile.mkstemp(suffix=".pem")
    with os.fdopen(handle, "wb") as file:
        for path in paths:
            file.write(Path(path).read_bytes() + b"\n")
    atexit.register(os.unlink, name)
    os.environ["REQUESTS_CA_BUNDLE"] = name


def _job_tag(key: str) -> bool:
    return key == "gitlab.CI_JOB_ID"


def _importable(module: str) -> bool:
    try:
        __import__(module)
    except ImportError:
        return False
    return True


def _now() -> int:
    return int(time.time() * 1000)
