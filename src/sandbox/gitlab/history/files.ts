import { type Method, type Training } from './training';

const features: Readonly<Record<Method, readonly (readonly [string, number])[]>> = {
  logistic_regression: [
    ['monthly_income', 0.31],
    ['monthly_debt', 0.27],
    ['late_payments', 0.22],
    ['age', 0.11],
    ['years_employed', 0.09],
  ],
  decision_tree: [
    ['late_payments', 0.41],
    ['monthly_debt', 0.33],
    ['monthly_income', 0.17],
    ['years_employed', 0.06],
    ['age', 0.03],
  ],
  random_forest: [
    ['late_payments', 0.34],
    ['monthly_debt', 0.29],
    ['monthly_income', 0.21],
    ['years_employed', 0.09],
    ['age', 0.07],
  ],
};

/** Files that the sample saves with a run: names and contents. */
export function artifactsOf(
  method: Method,
  training: Training,
): readonly (readonly [string, string])[] {
  const last = training.curve.at(-1);
  const final = { ...training.final, AUC: last?.AUC, log_loss: last?.log_loss };
  const table = features[method].map(([name, weight]) => `${name},${weight.toFixed(6)}`);
  return [
    ['metrics.json', `${JSON.stringify(final, null, 1)}\n`],
    ['history.json', `${JSON.stringify(training.curve)}\n`],
    ['feature_importance.csv', `${['feature,importance', ...table].join('\n')}\n`],
    ['roc.svg', rocPicture(method, last?.AUC ?? 0.5)],
  ];
}

/** The curve `y = x^((1-a)/a)`, under which the area is `a`. */
function rocPicture(title: string, area: number): string {
  const points = Array.from({ length: 41 }, (_, at) => {
    const x = (at / 40) ** 2;
    const y = x ** ((1 - area) / area);
    return `${(60 + 320 * x).toFixed(1)},${(370 - 320 * y).toFixed(1)}`;
  });
  const ticks = [0, 0.25, 0.5, 0.75, 1].map((tick) => {
    const [x, y] = [60 + 320 * tick, 370 - 320 * tick];
    return (
      `<path d="M${x},50V370M60,${y}H380" stroke="#e1e4e8"/>` +
      `<text x="${x}" y="390" text-anchor="middle">${tick}</text>` +
      `<text x="52" y="${y + 4}" text-anchor="end">${tick}</text>`
    );
  });
  return [
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 420 430" font-family="sans-serif" font-size="12">',
    `<rect width="420" height="430" fill="#fff"/>${ticks.join('')}`,
    '<path d="M60,370L380,50" stroke="#a0a0a0" stroke-dasharray="5 4"/>',
    `<polyline points="${points.join(' ')}" fill="none" stroke="#1a6ebe" stroke-width="2.5"/>`,
    `<text x="220" y="30" text-anchor="middle" font-size="15">${title}, AUC ${area.toFixed(3)}</text>`,
    '</svg>\n',
  ].join('\n');
}

/** What the training job prints. */
export function logOf(
  constants: { readonly RANDOM_SEED: number },
  done: readonly {
    readonly method: Method;
    readonly training: Training;
    readonly broke: boolean;
  }[],
): string {
  const lines = [
    '\u001b[32;1m$ python3 loan_prediction.py\u001b[0;m',
    `training with stdlib, tracking to GitLab, seed ${constants.RANDOM_SEED}`,
  ];
  for (const { method, training, broke } of done) {
    lines.push('', `== ${method}`);
    training.folds.forEach((score, at) =>
      lines.push(`  fold ${at + 1} of ${training.folds.length}: accuracy ${score.toFixed(4)}`),
    );
    const last = training.curve.at(-1);
    if (broke) {
      lines.push('\u001b[31;1mERROR: Job failed: the machine is out of memory\u001b[0;m');
    } else if (last) {
      lines.push(`  AUC ${last.AUC.toFixed(4)}  log_loss ${last.log_loss.toFixed(4)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
