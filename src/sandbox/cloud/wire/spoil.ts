import { throwIfAborted } from '../../../base/errors';
import { wait } from '../../../base/wait';
import { type Fault } from '../../faults';
import { type Answer } from './answer';
import { frame } from './frames';
import { CloudError, codeName } from './status';

/** Does the work and answers, or whatever the fault wants instead. Answers how the call ended. */
export async function spoil(
  fault: Fault | undefined,
  work: () => Promise<Buffer>,
  answer: Answer,
  headersFirst: boolean,
  signal: AbortSignal,
): Promise<string> {
  switch (fault?.kind) {
    case undefined:
      answer.succeed(await finished(work, signal));
      return 'OK';
    case 'status': {
      const error = new CloudError(codeName(fault.status), fault.message ?? 'Fault on demand');
      answer.fail(error, fault.headersFirst ?? headersFirst, { ...fault.headers });
      return error.code;
    }
    case 'delay':
      await wait(fault.ms, signal);
      answer.succeed(await finished(work, signal));
      return 'OK';
    case 'hang':
      // Ends when the caller gives up, its deadline passes, or the server stops.
      await wait(2 ** 31 - 1, signal);
      return 'cut';
    case 'reset':
      answer.cut();
      return 'cut';
    case 'lost-answer':
      await finished(work, signal);
      answer.cut();
      return 'cut';
    case 'hold-answer':
      await finished(work, signal);
      await wait(2 ** 31 - 1, signal);
      return 'cut';
    case 'garbage':
      // A wire type that does not exist, again and again.
      answer.succeed(frame(Buffer.alloc(64, 0xff)));
      return 'OK';
    case 'truncate':
      await answer.truncate(await finished(work, signal));
      return 'cut';
    case 'trickle':
      await answer.trickle(await finished(work, signal), 3, fault.ms, signal);
      return 'OK';
  }
}

async function finished(work: () => Promise<Buffer>, signal: AbortSignal): Promise<Buffer> {
  throwIfAborted(signal);
  const message = await work();
  throwIfAborted(signal);
  return frame(message);
}
