import { Points } from './points';
import { type Errand, type Survived } from './protocol';
import { runErrand } from './window';

/** A window as a process of its own: told its errand by its parent, dies where it is told to, or tells how it went. */
process.once('message', (message: Errand) => {
  const points = new Points(message.dieAt);
  points.watchFiles();
  points.watchCalls();
  runErrand(message).then(
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

function answer(survived: Survived): void {
  process.send?.(survived, () => process.exit());
}
