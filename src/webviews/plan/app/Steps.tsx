import { Fragment, type VNode } from 'preact';
import { type JournalEntry, type RunView, type StepView } from '../../../model/journal';
import { isUnderWay, isYours, type StepBar, type Timeline } from '../../../model/timeline';
import { stepNow } from '../../../model/runWords';
import { spanText } from '../../../model/words';
import { Button, Icon } from '../../ui/Controls';
import { ask } from './client';
import { asking, line, openStep, state } from './model';
import { StepDetail } from './StepDetail';
import { StepIcon } from './StepIcon';

/** One row per step on a common time axis. A step opens to show its outputs and its lines of the journal. */
export function Steps(props: {
  readonly run: RunView;
  readonly entries: readonly JournalEntry[];
}): VNode | null {
  const { run, entries } = props;
  const times = line.value;
  if (!times) return null;
  return (
    <table class="steps">
      <caption class="sr-only">Steps</caption>
      <thead>
        <tr>
          <th scope="col">
            <span class="sr-only">Step</span>
          </th>
          <th scope="col" class="track">
            <span class="sr-only">Time</span>
            <span class="ticks" aria-hidden="true">
              {times.ticks.map((tick) => (
                <span key={tick.at} style={{ left: at(tick.at, times) }}>
                  {tick.label.split(' ')[0]}
                  <span class="unit">{tick.label.split(' ')[1]}</span>
                </span>
              ))}
            </span>
          </th>
          <th scope="col">
            <span class="sr-only">Took</span>
          </th>
        </tr>
      </thead>
      <tbody>
        {run.steps.map((step, index) => {
          const bar = times.bars[index];
          return (
            <Fragment key={step.id}>
              <StepRow step={step} bar={bar} times={times} />
              {step.state === 'failed' && step.error && (
                <tr class="failure">
                  <td colSpan={3}>
                    <Failure message={step.error.message} run={run} />
                  </td>
                </tr>
              )}
              {openStep.value === step.id && (
                <tr class="detail" id={`detail-${step.id}`}>
                  <td colSpan={3}>
                    <StepDetail step={step} entries={entries} />
                  </td>
                </tr>
              )}
            </Fragment>
          );
        })}
      </tbody>
    </table>
  );
}

function StepRow(props: {
  readonly step: StepView;
  readonly bar: StepBar | undefined;
  readonly times: Timeline;
}): VNode {
  const { step, bar, times } = props;
  const open = openStep.value === step.id;
  const under = underWords(step);
  const yours = isYours(step) && step.state !== 'done';
  return (
    <tr class={`step ${step.state} ${yours ? 'yours' : ''}`}>
      <th scope="row">
        <button
          type="button"
          class="step-name"
          aria-expanded={open}
          aria-controls={open ? `detail-${step.id}` : undefined}
          onClick={() => {
            openStep.value = open ? undefined : step.id;
          }}
        >
          <StepIcon step={step} />
          <span class="words">{step.title}</span>
        </button>
        {under !== undefined && <div class="under words faint">{under}</div>}
      </th>
      <td class="track" aria-hidden="true">
        <Track bar={bar} times={times} tone={yours ? 'yours' : step.state} />
      </td>
      <td class="took">{took(step, bar, yours)}</td>
    </tr>
  );
}

function Track(props: {
  readonly bar: StepBar | undefined;
  readonly times: Timeline;
  readonly tone: string;
}): VNode {
  const { bar, times, tone } = props;
  return (
    <>
      {times.ticks.slice(1).map((tick) => (
        <span key={tick.at} class="grid" style={{ left: at(tick.at, times) }} />
      ))}
      {times.resumes.map((resume) => (
        <span key={resume} class="resumed" style={{ left: at(resume, times) }} />
      ))}
      {bar?.start !== undefined && bar.end !== undefined && (
        <span
          class={`bar ${tone}`}
          style={{ left: at(bar.start, times), width: at(bar.end - bar.start, times) }}
        />
      )}
      {bar?.expected && (
        <span
          class={`bar expected ${tone}`}
          style={{
            left: at(bar.expected.from, times),
            width: at(bar.expected.to - bar.expected.from, times),
          }}
        />
      )}
      {times.now !== undefined && <span class="now-line" style={{ left: at(times.now, times) }} />}
    </>
  );
}

function at(ms: number, times: Timeline): string {
  return `${((ms / times.span) * 100).toFixed(2)}%`;
}

function underWords(step: StepView): string | undefined {
  if (step.state !== 'running' || step.progress?.needsYou) return undefined;
  return stepNow(step);
}

function took(step: StepView, bar: StepBar | undefined, yours: boolean): VNode | string {
  if (yours && step.state !== 'failed') return <span class="warn">you</span>;
  if (bar?.start !== undefined && bar.end !== undefined) return spanText(bar.end - bar.start);
  if (step.state === 'waiting') return <span class="faint">≈ {spanText(step.expectedMs)}</span>;
  return '';
}

function Failure(props: { readonly message: string; readonly run: RunView }): VNode {
  const living = isUnderWay(props.run);
  return (
    <div class="message problem">
      <Icon name="error" />
      <div class="grow">
        {props.message}
        {living ? (
          <div class="faint">
            The other steps go on; this one can be resumed when they have ended.
          </div>
        ) : (
          <div class="buttons">
            <Button disabled={asking.busy.value} onClick={() => ask('resume')}>
              {state.value?.owner ? 'Plan again' : 'Try this step again'}
            </Button>
          </div>
        )}
      </div>
    </div>
  );
}
