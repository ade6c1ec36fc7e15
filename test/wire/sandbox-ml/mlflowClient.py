"""Drives the official MLflow client against the server of MLFLOW_TRACKING_URI and prints what came back as JSON."""

import json
import os
import sys
import tempfile

import mlflow
from mlflow import MlflowClient
from mlflow.exceptions import MlflowException


def refused(call):
    """What the client says to a call that GitLab refuses: MLflow's error code, the body's words, or the exception."""
    try:
        call()
        return "accepted"
    except MlflowException as error:
        body = getattr(error, "json", {})
        return body.get("error_code") or body.get("error") or body.get("message") or error.error_code
    except Exception as error:  # the client's own slips, such as a ValueError, are part of the answer
        return type(error).__name__


def main():
    client = MlflowClient()
    report = {"version": mlflow.__version__}
    mlflow.set_experiment("Loan_prediction")
    with mlflow.start_run(run_name="forest") as active:
        run_id = active.info.run_id
        mlflow.log_param("random_seed", 42)
        mlflow.log_params({"max_depth": 5, "model": "random_forest"})
        for step, value in enumerate([0.6, 0.4, 0.3]):
            mlflow.log_metric("loss", value, step=step)
        mlflow.log_metrics({"auc": 0.91, "f1": 0.8}, step=2)
        mlflow.set_tag("stage", "dev")
        mlflow.set_tags({"team": "risk"})
        mlflow.log_text("hello", "hello.txt")
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "metrics.json")
            with open(path, "w") as file:
                json.dump({"auc": 0.91}, file)
            mlflow.log_artifact(path, artifact_path="reports")
    with mlflow.start_run():
        mlflow.log_metric("auc", 0.7)

    run = client.get_run(run_id)
    report["run"] = {
        "name": run.info.run_name,
        "status": run.info.status,
        "params": run.data.params,
        "auc": run.data.metrics["auc"],
        "tags": {key: run.data.tags[key] for key in ("stage", "team")},
    }
    report["history"] = [[p.step, p.value] for p in client.get_metric_history(run_id, "loss")]
    experiment = client.get_experiment_by_name("Loan_prediction")
    report["found"] = len(client.search_runs([experiment.experiment_id]))
    report["page"] = len(client.search_runs([experiment.experiment_id], max_results=1))
    report["experiments"] = sorted(e.name for e in client.search_experiments())

    source = "mlflow-artifacts:candidate:1"
    report["files"] = sorted(f.path for f in mlflow.artifacts.list_artifacts(artifact_uri=source))
    with tempfile.TemporaryDirectory() as folder:
        local = mlflow.artifacts.download_artifacts(artifact_uri=f"{source}/hello.txt", dst_path=folder)
        with open(local) as file:
            report["downloaded"] = file.read()

    model = client.create_registered_model("loan-model", description="first")
    version = client.create_model_version(
        "loan-model", source="", run_id=run_id, tags={"gitlab.version": "0.0.1"}
    )
    report["model"] = [model.name, client.get_registered_model("loan-model").description]
    by_name = client.search_registered_models(filter_string="name='loan-model'")
    report["models"] = [m.name for m in by_name]
    report["aliases"] = list(version.aliases)
    report["promoted"] = version.run_id == run_id
    report["alias"] = client.get_model_version_by_alias("loan-model", "0.0.1").version == version.version
    client.update_model_version("loan-model", "0.0.1", description="card")
    report["card"] = client.get_model_version("loan-model", "0.0.1").description
    report["uri"] = client.get_model_version_download_uri("loan-model", version.version)

    report["refused"] = {
        "second param": refused(lambda: client.log_param(run_id, "random_seed", 43)),
        "second tag": refused(lambda: client.set_tag(run_id, "stage", "prod")),
        "same experiment": refused(lambda: client.create_experiment("Loan_prediction")),
        "delete promoted run": refused(lambda: client.delete_run(run_id)),
        "order of a list": refused(
            lambda: client.search_runs([experiment.experiment_id], order_by=["metrics.auc DESC"])
        ),
        "restore run": refused(lambda: client.restore_run(run_id)),
        "delete tag": refused(lambda: client.delete_tag(run_id, "stage")),
        "list by run id": refused(lambda: client.list_artifacts(run_id)),
        "search models": refused(lambda: client.search_registered_models()),
        "search versions": refused(lambda: list(client.search_model_versions("name='loan-model'"))),
    }
    if hasattr(client, "create_logged_model"):
        report["refused"]["logged model"] = refused(
            lambda: client.create_logged_model(experiment.experiment_id, name="m")
        )
    json.dump(report, sys.stdout)


main()
