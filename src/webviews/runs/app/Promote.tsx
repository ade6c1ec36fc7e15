import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../model/ids';
import { modelNameProblem } from '../../../model/registry';
import { type VersionSuggestion, versionProblem } from '../../../model/semver';
import { metricText } from '../../../model/words';
import { Button, Icon, TextArea, TextField } from '../../ui/Controls';
import { client, tell } from './client';
import { hasValue, metricInfos, number, rowFor, rowOf } from './data';
import { state, view } from './model';

const newModel = '';
const usualModel = 'loan-prediction-demo';

interface Done {
  readonly model: string;
  readonly version: string;
}

/** Makes a model version of a run. The form keeps what was typed when GitLab refuses. */
export function Promote({ run }: { readonly run: RunId }): VNode {
  const { models } = state.value;
  const [model, setModel] = useState<string>(models[0]?.id ?? newModel);
  const [name, setName] = useState(usualModel);
  const [version, setVersion] = useState('');
  const [card, setCard] = useState('');
  const [taken, setTaken] = useState<readonly string[]>([]);
  const [suggested, setSuggested] = useState<readonly VersionSuggestion[]>([]);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [done, setDone] = useState<Done>();

  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('versions', { model: model === newModel ? undefined : model }, abort.signal)
      .then((answer) => {
        setTaken(answer.taken);
        setSuggested(answer.suggested);
        setVersion(answer.suggested[0]?.version ?? '');
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted)
          setProblem(error instanceof Error ? error.message : String(error));
      });
    return () => abort.abort();
  }, [model]);
  useEffect(() => {
    client.ask('card', { run }).then(setCard, (error: unknown) => setProblem(String(error)));
  }, [run]);

  const head = rowFor(run);
  const nameIssue = model === newModel ? modelNameProblem(name) : undefined;
  const versionIssue = versionProblem(version, taken);
  const promote = (): void => {
    setBusy(true);
    setProblem(undefined);
    client
      .ask('promote', {
        run,
        model: model === newModel ? { kind: 'new', name } : { kind: 'existing', id: model },
        version,
        description: card,
      })
      .then(setDone, (error: unknown) =>
        setProblem(error instanceof Error ? error.message : String(error)),
      )
      .finally(() => setBusy(false));
  };

  if (done) return <Success done={done} run={head?.name ?? ''} />;
  return (
    <main class="promote">
      <header class="toolbar">
        <button type="button" class="link" onClick={back}>
          <span class="codicon codicon-arrow-left" aria-hidden="true" /> Runs
        </button>
        <h1>Promote {head?.name ?? 'run'} to a model version</h1>
      </header>
      <div class="form">
        <Facts run={run} />
        {head?.version !== undefined && (
          <div class="message warning">
            <Icon name="warning" />
            <span>
              This run is version {head.version} already. GitLab promotes a run only once.
            </span>
          </div>
        )}
        <label class="field">
          <span>Model</span>
          <select
            value={model}
            onChange={(event) => setModel(event.currentTarget.value)}
            aria-label="Model"
          >
            {models.map((one) => (
              <option key={one.id} value={one.id}>
                {one.name}
                {one.latestVersion ? ` (latest ${one.latestVersion.version})` : ''}
              </option>
            ))}
            <option value={newModel}>New model…</option>
          </select>
        </label>
        {model === newModel && (
          <label class="field">
            <span>Name</span>
            <TextField
              value={name}
              label="Name of the new model"
              onInput={setName}
              invalid={nameIssue !== undefined}
            />
            {nameIssue !== undefined && <span class="bad small">{nameIssue}</span>}
          </label>
        )}
        <div class="field">
          <span>Version</span>
          <div class="version-row">
            <TextField
              value={version}
              label="Version"
              onInput={setVersion}
              invalid={versionIssue !== undefined}
            />
            <div class="suggestions" role="group" aria-label="Suggested versions">
              {suggested.map((one) => (
                <button
                  type="button"
                  key={one.version}
                  aria-pressed={one.version === version}
                  onClick={() => setVersion(one.version)}
                >
                  {one.kind} {one.version}
                </button>
              ))}
            </div>
          </div>
          <span class={versionIssue === undefined ? 'faint small' : 'bad small'}>
            {versionIssue ?? `${version} is free.`}
          </span>
        </div>
        <label class="field">
          <span>Model card</span>
          <TextArea value={card} label="Model card in Markdown" rows={12} onInput={setCard} />
        </label>
        <div class="message warning">
          <Icon name="warning" />
          <span>
            <b>GitLab moves the run.</b> {head?.name ?? 'It'} leaves{' '}
            {head?.experiment ?? 'its experiment'} for the model’s own experiment. Its files stay,
            and this table keeps showing it.
          </span>
        </div>
        {problem !== undefined && (
          <div class="message problem" role="alert">
            <Icon name="error" />
            <span>{problem}</span>
          </div>
        )}
        <div class="actions">
          <Button
            primary
            disabled={
              busy || nameIssue !== undefined || versionIssue !== undefined || head === undefined
            }
            onClick={promote}
          >
            {busy ? 'Promoting…' : `Promote as ${version}`}
          </Button>
          <Button onClick={back}>Cancel</Button>
          <Worse run={run} />
        </div>
      </div>
    </main>
  );
}

function back(): void {
  view.value = { kind: 'table' };
}

function Facts({ run }: { readonly run: RunId }): VNode | null {
  const row = rowOf.value.get(run);
  if (row === undefined) return null;
  const head = rowFor(run);
  const metrics = metricInfos.value.filter((metric) => hasValue(metric.key, row));
  const first = [...metrics].sort(
    (a, b) => Number(b.name === state.value.keyMetric) - Number(a.name === state.value.keyMetric),
  );
  return (
    <div class="facts">
      <span class="mono">{head?.commit?.slice(0, 7) ?? 'no commit'}</span>
      <span>{head?.branch ?? 'no branch'}</span>
      {first.slice(0, 5).map((metric) => (
        <span key={metric.name}>
          <span class="faint">{metric.name}</span>{' '}
          {metricText(number(metric.key, row) ?? Number.NaN)}
        </span>
      ))}
      <button type="button" class="link" onClick={() => tell(client.ask('openWeb', { run }))}>
        Open in GitLab
      </button>
    </div>
  );
}

/** Which metrics are worse than the baseline's, so that nobody promotes without seeing it. */
function Worse({ run }: { readonly run: RunId }): VNode | null {
  const row = rowOf.value.get(run);
  const { baseline } = state.value;
  const base = baseline === undefined ? undefined : rowOf.value.get(baseline);
  if (row === undefined || base === undefined || row === base) return null;
  const worse = metricInfos.value.filter((metric) => {
    const [value, against] = [number(metric.key, row), number(metric.key, base)];
    if (metric.direction === 'unknown' || value === undefined || against === undefined)
      return false;
    const delta = value - against;
    return metric.direction === 'higher' ? delta < 0 : delta > 0;
  });
  if (worse.length === 0) return <span class="good">▲ no metric is worse than the baseline</span>;
  return (
    <span class="bad" title={worse.map((metric) => metric.name).join(', ')}>
      △ {worse.length} {worse.length === 1 ? 'metric gets' : 'metrics get'} worse
    </span>
  );
}

function Success({ done, run }: { readonly done: Done; readonly run: string }): VNode {
  return (
    <main class="promote">
      <div class="success" role="status">
        <span class="good">
          <Icon name="pass-filled" />
        </span>
        <h1>
          {done.model} {done.version}
        </h1>
        <p>{run} is a model version now. It is in the Models tree, with its files and its card.</p>
        <Button onClick={back}>Back to the runs</Button>
      </div>
    </main>
  );
}
