import { signal } from '@preact/signals';
import { type VNode } from 'preact';
import { Icon, IconButton } from '../../ui/Controls';
import { Charts, chartsPane } from './charts/Charts';
import { Splitter } from './charts/Splitter';
import { client } from './client';
import { tell } from './message';
import { rows } from './data';
import { Empty, NoMatch } from './Empty';
import { Footer } from './Footer';
import { MessageLine } from './MessageLine';
import { chartsShown, order, state } from './model';
import { Details } from './table/Details';
import { detailsShown } from './table/detailsState';
import { Table } from './table/Table';
import { TableTools } from './table/TableTools';
import { ViewMessage } from './query/ViewMessage';
import { Views } from './query/Views';
import { Toolbar } from './Toolbar';

/** Sentences that were read: they come again with the next window. */
const closedNotes = signal<ReadonlySet<string>>(new Set());

/** The page with the table of runs. */
export function Runs(): VNode {
  const { problem, readAt, notes } = state.value;
  const empty = rows.value.length === 0;
  return (
    <main class="runs">
      <Toolbar />
      <div class="views-row">
        <Views />
        {!empty && <TableTools />}
      </div>
      <MessageLine />
      <ViewMessage />
      {problem !== undefined && (
        <div class="message problem" role="alert">
          <Icon name="warning" />
          <span class="grow">
            {problem}{' '}
            {readAt !== undefined && `Shown as of ${new Date(readAt).toLocaleTimeString()}.`}
          </span>
          <button type="button" class="link" onClick={() => tell(() => client.ask('refresh', {}))}>
            Try again
          </button>
        </div>
      )}
      {notes
        .filter((note) => !closedNotes.value.has(note))
        .map((note) => (
          <div key={note} class="message" role="status">
            <Icon name="info" />
            <span class="grow">{note}</span>
            <IconButton
              icon="close"
              name="Close this message"
              onClick={() => {
                closedNotes.value = new Set([...closedNotes.value, note]);
              }}
            />
          </div>
        ))}
      <div class="runs-body">
        {empty ? <Empty /> : order.value.length === 0 ? <NoMatch /> : <Table />}
        {!empty && detailsShown.value && <Details />}
        {!empty && !detailsShown.value && chartsShown.value && (
          <>
            <Splitter paneId={chartsPane} />
            <Charts />
          </>
        )}
      </div>
      <Footer />
    </main>
  );
}
