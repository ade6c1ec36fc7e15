import math
import struct
import tempfile
import unittest
import zlib
from pathlib import Path

from credit import data, methods_stdlib, metrics, plots, settings

ROOT = Path(__file__).resolve().parent.parent
VALUES = {
    "RANDOM_SEED": 3, "N_EPOCHS": 12, "LEARNING_RATE": 0.1, "L2_PENALTY": 0.02,
    "MAX_DEPTH": 4, "MIN_LEAF": 8, "N_ESTIMATORS": 8,
}


class MetricsTest(unittest.TestCase):
    def test_area_counts_how_often_a_positive_is_ranked_above_a_negative(self):
        labels, scores = [1, 0, 1, 0, 1, 0], [0.9, 0.8, 0.7, 0.7, 0.2, 0.1]
        pairs = [(p, n) for p, a in zip(scores, labels) for n, b in zip(scores, labels) if a and not b]
        wins = sum(1 if p > n else 0.5 if p == n else 0 for p, n in pairs)
        self.assertAlmostEqual(metrics.auc(labels, scores), wins / len(pairs))

    def test_one_score_for_all_is_chance(self):
        self.assertEqual(metrics.auc([0, 1, 1, 0], [0.4] * 4), 0.5)

    def test_log_loss_stays_finite_when_a_sure_answer_is_wrong(self):
        self.assertTrue(math.isfinite(metrics.log_loss([1, 0], [0.0, 0.0])))

    def test_summary_of_known_answers(self):
        found = metrics.summary([1, 1, 1, 0, 0], [0.9, 0.8, 0.3, 0.7, 0.1])
        self.assertAlmostEqual(found["Precision"], 2 / 3)
        self.assertAlmostEqual(found["Recall"], 2 / 3)
        self.assertAlmostEqual(found["Accuracy"], 3 / 5)


class DataTest(unittest.TestCase):
    rows = data.read_rows(ROOT / "data" / "credit.csv")

    def test_split_and_folds_keep_every_row_once(self):
        train, test = data.split(self.rows, 0.3, 5)
        ids = [row["application_id"] for row in train + test]
        self.assertEqual(sorted(ids), [row["application_id"] for row in self.rows])
        parts = data.folds(data.labels_of(train), 5, 5)
        self.assertEqual(sorted(index for _, held in parts for index in held), list(range(len(train))))

    def test_preparation_learns_nothing_from_the_rows_it_is_applied_to(self):
        train, test = data.split(self.rows, 0.3, 5)
        preparation = data.Preparation.learn(train)
        alone = preparation.numbers(test[:1])
        self.assertEqual(alone[0], preparation.numbers(test)[0])
        self.assertEqual(len(alone[0]), len(preparation.names))

    def test_a_broken_line_is_named(self):
        text = (ROOT / "data" / "credit.csv").read_text(encoding="utf-8").splitlines()
        text[2] = text[2].replace(text[2].split(",")[4], "many", 1)
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "credit.csv"
            path.write_text("\n".join(text), encoding="utf-8")
            with self.assertRaisesRegex(data.DataError, 'line 3: monthly_income: "many"'):
                data.read_rows(path)


class MethodsTest(unittest.TestCase):
    def setUp(self):
        self.train, self.test = data.split(DataTest.rows, 0.3, VALUES["RANDOM_SEED"])
        self.preparation = data.Preparation.learn(self.train)

    def _trained(self, name, **changes):
        model = methods_stdlib.build(name, {**VALUES, **changes})
        matrix = self.preparation.numbers(self.test)
        steps = []
        model.fit(
            self.preparation.numbers(self.train), data.labels_of(self.train), [matrix],
            lambda step, predictions: steps.append(predictions[0]),
        )
        return model, steps, model.predict(matrix)

    def test_every_method_beats_chance_and_its_curve_ends_at_its_answer(self):
        for name in ("logistic_regression", "decision_tree", "random_forest"):
            with self.subTest(name):
                model, steps, scores = self._trained(name)
                self.assertGreater(metrics.auc(data.labels_of(self.test), scores), 0.7)
                self.assertEqual(len(steps), model.steps)
                for last, score in zip(steps[-1], scores):
                    self.assertAlmostEqual(last, score)
                self.assertAlmostEqual(sum(model.importance()), 1)

    def test_the_seed_decides_alone(self):
        same = [self._trained("random_forest")[2] for _ in range(2)]
        other = self._trained("random_forest", RANDOM_SEED=4)[2]
        self.assertEqual(same[0], same[1])
        self.assertNotEqual(same[0], other)


class SettingsTest(unittest.TestCase):
    def test_a_variable_replaces_the_constant_with_its_type(self):
        found = settings.with_environment({"MAX_DEPTH": 6, "TEST_SHARE": 0.3}, {"MAX_DEPTH": " 9 ", "TEST_SHARE": ""})
        self.assertEqual(found, {"MAX_DEPTH": 9, "TEST_SHARE": 0.3})

    def test_a_variable_that_is_no_number_is_refused(self):
        with self.assertRaisesRegex(settings.SettingError, "MAX_DEPTH"):
            settings.with_environment({"MAX_DEPTH": 6}, {"MAX_DEPTH": "deep"})


class PlotsTest(unittest.TestCase):
    def test_the_png_is_whole(self):
        picture = plots.roc_png([(0, 0), (0.2, 0.7), (1, 1)], 0.75)
        self.assertEqual(struct.unpack(">II", picture[16:24]), (420, 430))
        start = picture.index(b"IDAT") + 4
        size = struct.unpack(">I", picture[start - 8 : start - 4])[0]
        pixels = zlib.decompress(picture[start : start + size])
        self.assertEqual(len(pixels), 430 * (1 + 3 * 420))
        self.assertIn(bytes((26, 110, 190)), pixels)

    def test_a_title_is_text_in_the_svg(self):
        self.assertIn("&lt;b&gt;", plots.roc_svg([(0, 0), (1, 1)], 0.5, "<b>"))


if __name__ == "__main__":
    unittest.main()
