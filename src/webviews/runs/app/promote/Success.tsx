import { type VNode } from 'preact';
import { Button, Icon } from '../../../ui/Controls';
import { client } from '../client';
import { tell } from '../message';
import { MessageLine } from '../MessageLine';
import { state, view } from '../model';
import { type Way } from './WayField';

/** What is there now, and where to go. */
export function Success(props: {
  readonly made: { readonly id: string; readonly model: string; readonly version: string };
  readonly run: string;
  readonly way: Way;
  /** Path of the project where the model is. */
  readonly home: string;
}): VNode {
  const { made, run, way, home } = props;
  const elsewhere = home !== state.value.project;
  return (
    <main class="promote">
      <MessageLine />
      <div class="success" role="status">
        <span class="good">
          <Icon name="pass-filled" />
        </span>
        <h1>
          {made.model} {made.version}
        </h1>
        <p>
          {way === 'move'
            ? `${run} is a model version now${elsewhere ? ` in ${home}` : '. It is in the Models tree'}, with its files and its card.`
            : `A copy of ${run} is a model version now, with its files and its card. The run stayed where it was.`}
        </p>
        <div class="actions">
          <Button primary onClick={() => tell(() => client.ask('showModel', { model: made.id }))}>
            Show the model
          </Button>
          <Button
            onClick={() => {
              view.value = { kind: 'table' };
            }}
          >
            Back to the runs
          </Button>
        </div>
      </div>
    </main>
  );
}
