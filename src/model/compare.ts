/** Which way a metric should move, guessed from its name. */
export type Direction = 'higher' | 'lower' | 'unknown';

const lowerIsBetter =
  /(?:^|[^a-z])(?:loss|losses|error|err|mse|rmse|mae|mape|rmsle|logloss|log_loss|perplexity|ppl|wer|cer|fpr|fnr|fid|brier|hinge|cross_?entropy|crossentropy|entropy|divergence|kl|regret|latency|duration|time|seconds|secs|ms|size|bytes|memory|cost|bic|aic)(?:$|[^a-z])|_(?:s|kb|mb|gb)$/;
const higherIsBetter =
  /(?:^|[^a-z])(?:acc|accuracy|precision|recall|f1|f2|f1_?score|fbeta|auc|roc_?auc|pr_?auc|gini|ks|r2|r_?squared|score|map|ndcg|mrr|hit|hits|iou|miou|dice|bleu|rouge|meteor|psnr|ssim|tpr|tnr|sensitivity|specificity|kappa|mcc|likelihood|reward|return|throughput|lift|gain)(?:$|[^a-z])/;

export function betterDirection(metric: string): Direction {
  const words = metric
    .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
    .toLowerCase()
    .replace(/(^|[^a-z])neg(?:ative)?(?=[^a-z])/, '$1NEG');
  // scikit-learn's `neg_log_loss` is a loss turned round.
  if (words.includes('NEG')) return 'higher';
  const low = lowerIsBetter.test(words);
  const high = higherIsBetter.test(words);
  if (low === high) return low && /(?:loss|error|err)$/.test(words) ? 'lower' : 'unknown';
  return low ? 'lower' : 'higher';
}
