import { describe, expect, it } from 'vitest';
import { AppError } from '../../../src/base/errors';
import { never } from '../../../src/base/wait';
import { type Machine } from '../../../src/model/cloud';
import { type MachineAddress } from '../../../src/model/ports/machine';
import { reachMachine } from '../../../src/provision/reachMachine';

type Moment =
  | { readonly state: Machine['state']; readonly host?: string }
  | { readonly fails: AppError }
  | 'opens';

const pace = { againMs: 0, patienceMs: 50, startMs: 30, freshMs: 1_000 };
const refused = failure('unreachable', 'refused', 'nothing listens there. The way ends at “tcp”.');

function failure(kind: AppError['kind'], code: string, message: string): AppError {
  return new AppError(kind, message, { code, fix: 'retry' });
}

/** Tells moments one after the other; each look takes 10 ms of a clock of its own. The last moment stays. */
async function reach(moments: readonly Moment[], createdAt = -100_000) {
  const reports: string[] = [];
  const hosts: (string | undefined)[] = [];
  let [at, clock] = [0, 0];
  let host: string | undefined = '198.51.100.1';
  const moment = (): Moment => moments[Math.min(at, moments.length - 1)]!;
  const machine = (state: Machine['state']): Machine =>
    ({ name: 'vm-mlops', state, publicAddress: host, createdAt }) as unknown as Machine;
  const reached = reachMachine(
    {
      look: () => {
        clock += 10;
        const now = moment();
        const state = typeof now === 'object' && 'state' in now ? now.state : 'running';
        if (typeof now === 'object' && 'state' in now) {
          at++;
          host = now.host ?? host;
        }
        const address = { name: 'vm-mlops', host } as unknown as MachineAddress;
        return Promise.resolve({ machine: machine(state), address });
      },
      access: {
        check: (address) => {
          hosts.push(address.host);
          const now = moment();
          at++;
          return typeof now === 'object' && 'fails' in now
            ? Promise.reject(now.fails)
            : Promise.resolve();
        },
      },
      pace,
      now: () => clock,
    },
    (text) => reports.push(text),
    never,
  );
  const outcome = await reached.catch((error: unknown) => error);
  return { outcome, reports, hosts };
}

describe('reaching a machine', () => {
  it('waits for one that is starting, and takes the address that it then has', async () => {
    const { outcome, reports, hosts } = await reach([
      { state: 'starting' },
      { state: 'running', host: '198.51.100.2' },
      { fails: refused },
      'opens',
    ]);
    expect(outcome).toMatchObject({ host: '198.51.100.2' });
    expect(hosts.at(-1)).toBe('198.51.100.2');
    expect(reports[0]).toBe('vm-mlops is starting');
    expect(reports.at(-1)).toMatch(
      /^vm-mlops does not let anybody in yet \(nothing listens on its port\), waits \d+ s more$/,
    );
  });

  it('names the hop in the way when its patience is at an end', async () => {
    const { outcome, reports } = await reach([{ fails: refused }]);
    expect(reports).toHaveLength(5);
    expect(outcome).toMatchObject({
      kind: 'unreachable',
      code: 'refused',
      fix: 'retry',
      message: 'nothing listens there. The way ends at “tcp”. It was tried for 1 s.',
    });
  });

  it('does not wait for a start for ever', async () => {
    const { outcome } = await reach([{ state: 'provisioning' }]);
    expect(outcome).toMatchObject({
      kind: 'conflict',
      message: expect.stringContaining('“vm-mlops” is still provisioning after 1 s') as string,
    });
  });

  const auth = failure('forbidden', 'auth', 'the key was refused.');
  const noKey = failure('conflict', 'no-host-key', 'no key yet.');
  it.each([auth, noKey])(
    'waits with a machine that is still being set up: $code',
    async (fails) => {
      expect((await reach([{ fails }, 'opens'], 0)).outcome).toMatchObject({ name: 'vm-mlops' });
      const old = await reach([{ fails }, 'opens']);
      expect(old.outcome).toBe(fails);
      expect(old.reports).toEqual([]);
    },
  );

  it.each([
    failure('conflict', 'host-key-changed', 'another key.'),
    failure('unreachable', 'dns', 'the name is not known.'),
    failure('not-found', 'no-program', 'no git.'),
  ])('does not wait for what does not pass: $code', async (fails) => {
    const { outcome, reports } = await reach([{ fails }, 'opens'], 0);
    expect([outcome, reports]).toEqual([fails, []]);
  });

  it('waits for the address of a machine that runs, not for that of one that is stopped', async () => {
    const fails = failure('unreachable', 'no-address', 'no public address.');
    expect((await reach([{ fails }, 'opens'])).outcome).toMatchObject({ name: 'vm-mlops' });
    expect((await reach([{ state: 'stopped' }, { fails }, 'opens'])).outcome).toBe(fails);
  });
});
