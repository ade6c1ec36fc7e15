import { type VNode } from 'preact';
import { type RunView } from '../../../model/journal';
import { canBeInterrupted, type TerraformOwner } from '../../../model/ownership';
import { busyWords, runHeading, waitsForYou } from '../../../model/runWords';
import { isYours } from '../../../model/timeline';
import { spanText } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { type PlanState } from '../contract';
import { ask } from './client';
import { Journal } from './Journal';
import { asking, line } from './model';
import { Steps } from './Steps';
import { cancelWords, endedWords, underWayWords } from './terraformWords';

/** The run beside the plan: what is done, what runs, what will need the user, and the way on. */
export function Progress(props: { readonly state: PlanState; readonly run: RunView }): VNode {
  const { state, run } = props;
  const done = run.steps.filter((step) => step.state === 'done').length;
  return (
    <aside class="pane progress" aria-label="Progress" tabIndex={0}>
      <header>
        <h2>
          <RunIcon run={run} /> {runHeading(run)}
        </h2>
        <div class="buttons">
          <RunButtons run={run} owner={state.owner} />
        </div>
      </header>
      <p class="faint">{summary(run, done)}</p>
      <div
        class={`meter ${run.state}`}
        role="progressbar"
        aria-label={runHeading(run)}
        aria-valuemin={0}
        aria-valuemax={run.steps.length}
        aria-valuenow={done}
      >
        <span style={{ width: `${(done / Math.max(1, run.steps.length)) * 100}%` }} />
      </div>
      <Steps key={run.kind} run={run} entries={state.entries} />
      <Next run={run} owner={state.owner} />
      <Journal entries={state.entries} run={run} />
    </aside>
  );
}

function RunIcon({ run }: { readonly run: RunView }): VNode {
  switch (run.state) {
    case 'running':
    case 'stopping':
      return waitsForYou(run) ? (
        <span class="warn">
          <Icon name="person" />
        </span>
      ) : (
        <span class="busy">
          <Icon name="loading~spin" />
        </span>
      );
    case 'stopped':
      return (
        <span class="warn">
          <Icon name="debug-pause" />
        </span>
      );
    case 'failed':
      return (
        <span class="bad">
          <Icon name="error" />
        </span>
      );
    case 'done':
      return (
        <span class="good">
          <Icon name="pass" />
        </span>
      );
  }
}

function unreachable({ work }: TerraformOwner): boolean {
  return work !== undefined && !canBeInterrupted(work);
}

interface Owned {
  readonly run: RunView;
  /** Undefined: it is ours. */
  readonly owner: TerraformOwner | undefined;
}

function summary(run: RunView, done: number): string {
  const times = line.value;
  const parts = [`${done} of ${run.steps.length} steps`];
  const failed = run.steps.filter((step) => step.state === 'failed').length;
  if (failed > 0) parts.push(`${failed} failed`);
  if (times && times.elapsed > 0) parts.push(spanText(times.elapsed));
  if (times?.left !== undefined && times.left > 0 && run.state === 'running') {
    parts.push(`about ${spanText(times.left)} left`);
  }
  return parts.join(', ');
}

function RunButtons({ run, owner }: Owned): VNode {
  const owned = owner !== undefined;
  const busy = asking.busy.value;
  const log = (
    <Button icon="output" onClick={() => ask('showLog')}>
      Show log
    </Button>
  );
  const destroy = (
    <Button icon="trash" disabled={busy} onClick={() => ask('destroy')}>
      Destroy…
    </Button>
  );
  switch (run.state) {
    case 'running':
    case 'stopping':
      return (
        <>
          {log}
          <Button
            icon="debug-stop"
            disabled={
              run.elsewhere ||
              (owner
                ? asking.waits('agree') || unreachable(owner)
                : busy || run.state === 'stopping')
            }
            title={
              run.elsewhere
                ? busyWords(run)
                : owner
                  ? cancelWords(owner)
                  : 'Starts no new step, lets running operations end, keeps what is there'
            }
            onClick={() => ask('cancel')}
          >
            {owned && run.state === 'stopping'
              ? 'End at once…'
              : run.state === 'stopping' || asking.waits('cancel')
                ? 'Stopping…'
                : 'Cancel'}
          </Button>
        </>
      );
    case 'stopped':
    case 'failed':
      return (
        <>
          {log}
          {run.kind === 'create' && destroy}
          <Button primary icon="debug-continue" disabled={busy} onClick={() => ask('resume')}>
            {owned ? 'Plan again' : asking.waits('resume') ? 'Resuming…' : 'Resume'}
          </Button>
        </>
      );
    case 'done':
      return (
        <>
          {log}
          {run.kind === 'create' && owned && destroy}
          {run.kind === 'create' && !owned && (
            <>
              <Button
                icon="debug-pause"
                disabled={busy}
                title="Everything is kept; what is stopped costs little more than its disk"
                onClick={() => ask('stopAll')}
              >
                Stop everything…
              </Button>
              {destroy}
            </>
          )}
        </>
      );
  }
}

const ours = {
  head: 'Safe to close.',
  text: 'After a reload or a cancel, Resume goes on from here. Cancel lets running operations end, starts no new step and keeps what is there.',
};

/** What comes next for the user, said before it is needed. */
function Next({ run, owner }: Owned): VNode | null {
  const owned = owner !== undefined;
  const living = owner ? underWayWords(owner) : ours;
  const open = run.steps.filter((step) => isYours(step) && step.state !== 'done');
  const yours = open.find((step) => step.progress?.needsYou) ?? open[0];
  const signsIn = yours?.progress?.fix === 'sign-in-cloud';
  const waiting = yours?.progress?.needsYou === true;
  const bar = line.value?.bars.find((one) => one.id === yours?.id);
  const at = line.value?.now;
  switch (run.state) {
    case 'running':
      return (
        <>
          {waiting && signsIn && <SignInAgain text={yours.progress.text} />}
          {waiting && !signsIn && <Parked text={yours.progress.text} />}
          {!waiting && yours && bar?.expected && at !== undefined && (
            <div class="message">
              <span class="warn">
                <Icon name="mail" />
              </span>
              <span>
                <b>Next, in about {spanText(bar.expected.from - at)}: you.</b> GitLab mails a link:
                open it and set a password. Creation notices and goes on by itself.
              </span>
            </div>
          )}
          {run.elsewhere ? (
            note(busyWords(run))
          ) : (
            <div class="message">
              <Icon name="info" />
              <span>
                <b>{living.head}</b> {living.text}
              </span>
            </div>
          )}
        </>
      );
    case 'stopping':
      return note(
        owned
          ? 'Terraform was interrupted: it finishes what it is just doing, writes its state and ends. Ended at once, it can lose track of what it was making.'
          : inFlight(run),
      );
    case 'stopped':
      return note(
        owner
          ? endedWords(owner)
          : 'Nothing is lost: Resume goes on where this stopped and makes nothing twice.',
      );
    case 'failed':
      return note(
        owned
          ? 'What is done stays done. Mend what the red step says, then plan again.'
          : 'What is done stays done. Mend what the red step says, then press Resume.',
      );
    case 'done':
      return note(
        run.kind === 'create'
          ? 'The environment is there. Next: set up the project from the Branches view, or connect to the machine from the Environment view.'
          : 'Everything that this environment had made is taken back.',
      );
  }
}

function inFlight(run: RunView): string {
  const titles = run.steps.filter((step) => step.state === 'running').map((step) => step.title);
  const waits = titles.length === 0 ? '' : `Still waits for an answer: ${titles.join(', ')}. `;
  return `${waits}No new step begins; operations that run in the cloud come to their end.`;
}

/** The sign-in ran out in the middle: the same work goes on with a new one. */
function SignInAgain({ text }: { readonly text: string }): VNode {
  return (
    <div class="message warning" role="alert">
      <Icon name="sign-in" />
      <div class="grow">
        <b>Now it is your turn.</b> {text}
        <div class="buttons">
          <Button primary icon="sign-in" onClick={() => ask('signIn')}>
            Sign in…
          </Button>
        </div>
      </div>
    </div>
  );
}

/** The one step that nobody can do for the user: how, and what happens then. */
function Parked({ text }: { readonly text: string }): VNode {
  return (
    <div class="message warning parked" role="alert">
      <Icon name="mail" />
      <div class="grow">
        <b>Now it is your turn.</b> {text}
        <ol>
          <li>Open the mail of GitLab. It may take some minutes, or lie among the spam.</li>
          <li>Follow its link and set a password.</li>
          <li>Sign in here. Creation notices that and goes on by itself.</li>
        </ol>
        <div class="buttons">
          <Button primary icon="person" onClick={() => ask('activate')}>
            Activate…
          </Button>
          <Button icon="globe" onClick={() => ask('openGitLab')}>
            Open GitLab
          </Button>
        </div>
        <div class="faint small">
          It may take as long as it takes: this can be closed meanwhile, and what is made is kept.
        </div>
      </div>
    </div>
  );
}

function note(text: string): VNode {
  return (
    <div class="message">
      <Icon name="info" />
      <span>{text}</span>
    </div>
  );
}
