import { loadSsh2 } from '../../src/ssh/ssh2';
import { Points } from './points';
import { type Errand, type SetUpErrand, type Survived } from './protocol';
import { runSetUp } from './setUpWindow';
import { runErrand } from './window';

/** A window as a process of its own: told its errand by its parent, dies where it is told to, or tells how it went. */
process.once('message', (message: Errand | SetUpErrand) => {
  const points = new Points(message.dieAt);
  points.watchFiles();
  points.watchCalls();
  points.watchRequests();
  doIt(message, points).then(
    (survived) => answer({ ...survived, points: points.seen }),
    (error: unknown) =>
      answer({
        state: 'thrown',
        failures: [error instanceof Error ? (error.stack ?? error.message) : String(error)],
        points: points.seen,
      }),
  );
});
process.once('disconnect', () => process.exit());

async function doIt(
  errand: Errand | SetUpErrand,
  points: Points,
): Promise<Omit<Survived, 'points'>> {
  if (!('home' in errand)) return runErrand(errand);
  points.watchShell(await loadSsh2());
  return runSetUp(errand);
}

function answer(survived: Survived): void {
  process.send?.(survived, () => process.exit());
}
