import { type VNode } from 'preact';
import { useEffect, useState } from 'preact/hooks';
import { type RunId } from '../../../../model/ids';
import { modelNameProblem } from '../../../../model/registry';
import { versionProblem } from '../../../../model/semver';
import { Button, Icon, TextArea } from '../../../ui/Controls';
import { type ResultOf } from '../../../ipc/contract';
import { type RunsState } from '../../contract';
import { type PromotionWays } from '../../../../model/registry/promotionWays';
import { type promoteContract, type VersionChoices } from '../../contract/promoteContract';
import { failureText } from '../../../ui/client';
import { client } from '../client';
import { tell } from '../message';
import { MessageLine } from '../MessageLine';
import { rowFor } from '../data';
import { state, view } from '../model';
import { Facts, Worse } from './Facts';
import { ModelField, newModel } from './ModelField';
import { Success } from './Success';
import { VersionField } from './VersionField';
import { type Way, WayField } from './WayField';

const usualModel = 'loan-prediction-demo';
const longestCard = 10_000;
type Models = RunsState['models'];
type Made = NonNullable<ResultOf<(typeof promoteContract)['promote']>>;

/** Makes a model version of a run. The models of another project than the chosen one are asked for first. */
export function Promote({ run }: { readonly run: RunId }): VNode {
  const { models, project } = state.value;
  const home = rowFor(run)?.project ?? project;
  const [read, setRead] = useState<Models>();
  const [problem, setProblem] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    setProblem(undefined);
    if (home === project) return undefined;
    const abort = new AbortController();
    client.ask('models', { run }, abort.signal).then(setRead, (error: unknown) => {
      if (!abort.signal.aborted) setProblem(error instanceof Error ? error.message : String(error));
    });
    return () => abort.abort();
  }, [run, home, project, attempt]);
  const there = home === project ? models : read;
  if (there) return <Form key={home} run={run} models={there} home={home} />;
  return (
    <main class="promote">
      <Head name={rowFor(run)?.name} />
      <p class={problem === undefined ? 'form faint' : 'form bad'} role="status">
        {problem ?? `Reading the models of ${home}…`}{' '}
        {problem !== undefined && (
          <button type="button" class="link" onClick={() => setAttempt((count) => count + 1)}>
            Try again
          </button>
        )}
      </p>
    </main>
  );
}

function Head({ name }: { readonly name: string | undefined }): VNode {
  return (
    <>
      <header class="toolbar">
        <button type="button" class="link" onClick={back}>
          <span class="codicon codicon-arrow-left" aria-hidden="true" /> Runs
        </button>
        <h1>Promote {name ?? 'run'} to a model version</h1>
      </header>
      <MessageLine />
    </>
  );
}

/** Keeps what was typed when GitLab refuses. */
function Form(props: {
  readonly run: RunId;
  readonly models: Models;
  /** Path of the project where the version is made. */
  readonly home: string;
}): VNode {
  const { run, models, home } = props;
  const [model, setModel] = useState<string>(models[0]?.id ?? newModel);
  const [name, setName] = useState(models.length === 0 ? usualModel : '');
  const [version, setVersion] = useState('');
  const [card, setCard] = useState('');
  /** What somebody chose; until then what works on this server. */
  const [wished, setWished] = useState<Way>();
  const [ways, setWays] = useState<PromotionWays>();
  const [refusals, setRefusals] = useState(0);
  const [choices, setChoices] = useState<VersionChoices>();
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const [made, setMade] = useState<Made>();
  const fail = (error: unknown): void => setProblem(failureText(error));

  useEffect(() => {
    const abort = new AbortController();
    client
      .ask('versions', { run, model: model === newModel ? undefined : model }, abort.signal)
      .then((answer) => {
        setChoices(answer);
        setVersion(answer.preferred.version);
      })
      .catch((error: unknown) => {
        if (!abort.signal.aborted) fail(error);
      });
    return () => abort.abort();
  }, [model, run]);
  useEffect(() => {
    client.ask('card', { run }).then(setCard, fail);
  }, [run]);
  const title = model === newModel ? name : (models.find((one) => one.id === model)?.name ?? '');
  useEffect(() => {
    const abort = new AbortController();
    // The server says itself what it refuses when this cannot be known before.
    client.ask('ways', { run, model: title }, abort.signal).then(setWays, () => undefined);
    return () => abort.abort();
  }, [title, run, refusals]);

  useEffect(() => {
    // The model of a promotion that was refused is there all the same.
    const there = refusals > 0 ? models.find((one) => one.name === name) : undefined;
    if (model === newModel && there) setModel(there.id);
  }, [models, refusals]);

  const head = rowFor(run);
  const isVersion = head?.version !== undefined;
  const onlyCopy = isVersion || ways?.canMove === false;
  const way: Way = onlyCopy ? 'copy' : (wished ?? ways?.best ?? 'move');
  const nameIssue =
    model === newModel
      ? (modelNameProblem(name) ??
        (models.some((one) => one.name === name) ? `"${name}" exists already.` : undefined))
      : undefined;
  const versionIssue = versionProblem(version, choices?.taken ?? []);
  const cardIssue = card.length > longestCard ? 'A card has at most 10,000 characters.' : undefined;
  const promote = (): void => {
    setBusy(true);
    setProblem(undefined);
    client
      .ask('promote', {
        run,
        model: model === newModel ? { kind: 'new', name } : { kind: 'existing', id: model },
        version,
        description: card,
        way,
      })
      .then(setMade, (error: unknown) => {
        fail(error);
        // What was refused is not tried again unless somebody chooses it again.
        if (way === 'move') setWished(undefined);
        setRefusals((count) => count + 1);
      })
      .finally(() => setBusy(false));
  };

  if (made) return <Success made={made} run={head?.name ?? ''} way={way} home={home} />;
  return (
    <main class="promote">
      <Head name={head?.name} />
      <div class="form">
        <Facts run={run} />
        {home !== state.value.project && (
          <p class="faint">The version is made in {home}, where the run lives.</p>
        )}
        <ModelField
          models={models}
          model={model}
          name={name}
          issue={nameIssue}
          onModel={setModel}
          onName={setName}
        />
        <VersionField
          version={version}
          choices={choices}
          issue={versionIssue}
          onVersion={setVersion}
        />
        <div class="field">
          <span class="field-head">
            <span>Model card</span>
            <button
              type="button"
              class="link"
              onClick={() =>
                tell(() => client.ask('previewCard', { title: `${title} ${version}`, card }))
              }
            >
              Preview
            </button>
          </span>
          <TextArea value={card} label="Model card in Markdown" rows={12} onInput={setCard} />
          {cardIssue !== undefined && <span class="bad small">{cardIssue}</span>}
        </div>
        <WayField
          run={run}
          way={way}
          onlyCopy={onlyCopy}
          restriction={ways?.restriction}
          onWay={setWished}
        />
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
              busy ||
              nameIssue !== undefined ||
              versionIssue !== undefined ||
              cardIssue !== undefined ||
              head === undefined
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
