"""The same three methods by scikit-learn, behind the same interface as `methods_stdlib`."""

from __future__ import annotations

import pickle
import warnings
from typing import Any, Callable, Dict, List, Optional, Sequence, Tuple

import numpy
import sklearn
from sklearn.ensemble import RandomForestClassifier
from sklearn.exceptions import ConvergenceWarning
from sklearn.linear_model import LogisticRegression
from sklearn.tree import DecisionTreeClassifier

Matrix = Sequence[Sequence[float]]
OnStep = Callable[[int, List[List[float]]], None]

MAKE = f"scikit-learn {sklearn.__version__}"


def build(name: str, settings: Dict[str, Any]) -> "Method":
    seed, depth, leaf = settings["RANDOM_SEED"], settings["MAX_DEPTH"], settings["MIN_LEAF"]
    if name == "logistic_regression":
        model = LogisticRegression(solver="saga", warm_start=True, random_state=seed)
        params = {"epochs": settings["N_EPOCHS"], "l2_penalty": settings["L2_PENALTY"], "solver": "saga"}
        return Method(name, "epoch", model, params, "max_iter", settings["N_EPOCHS"])
    if name == "decision_tree":
        model = DecisionTreeClassifier(min_samples_leaf=leaf, random_state=seed)
        return Method(name, "depth", model, {"max_depth": depth, "min_leaf": leaf}, "max_depth", depth)
    if name == "random_forest":
        model = RandomForestClassifier(
            max_depth=depth, min_samples_leaf=leaf, warm_start=True, random_state=seed
        )
        trees = settings["N_ESTIMATORS"]
        params = {"n_estimators": trees, "max_depth": depth, "min_leaf": leaf}
        return Method(name, "trees", model, params, "n_estimators", trees)
    raise ValueError(f'There is no method "{name}".')


class Method:
    """A model and the one parameter (`growing`) that goes from 1 to `steps` along its learning curve."""

    def __init__(
        self, name: str, step: str, model: Any, params: Dict[str, Any], growing: str, steps: int
    ) -> None:
        self.name = name
        self.step = step
        self.params = params
        self._model = model
        self._growing = growing
        self.steps = steps

    def fit(
        self, matrix: Matrix, labels: Sequence[int], watched: Sequence[Matrix] = (),
        on_step: Optional[OnStep] = None,
    ) -> None:
        rows = numpy.asarray(matrix)
        if "l2_penalty" in self.params:
            self._model.set_params(C=1 / (self.params["l2_penalty"] * len(labels)))
        for step in range(1, self.steps + 1) if on_step else [self.steps]:
            # With a warm start a further pass is one iteration more, not all of them again.
            one_pass = on_step is not None and self._growing == "max_iter"
            self._model.set_params(**{self._growing: 1 if one_pass else step})
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", ConvergenceWarning)
                self._model.fit(rows, labels)
            if on_step:
                on_step(step, [self.predict(other) for other in watched])

    def predict(self, matrix: Matrix) -> List[float]:
        return [float(pair[1]) for pair in self._model.predict_proba(numpy.asarray(matrix))]

    def importance(self) -> List[float]:
        if self.name == "logistic_regression":
            weights = numpy.abs(self._model.coef_[0])
        else:
            weights = self._model.feature_importances_
        total = float(weights.sum())
        return [float(weight) / total if total else 0.0 for weight in weights]

    def saved(self) -> Tuple[str, bytes]:
        return "model.pkl", pickle.dumps(self._model, protocol=4)
