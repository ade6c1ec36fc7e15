import { describe, expect, it } from 'vitest';
import { diagnosticText, lockIn } from '../../../src/model/terraform/events';
import { parseEvent } from '../../../src/terraform/events';
import { lineReader } from '../../../src/terraform/process';

const resource = {
  addr: 'yandex_vpc_network.main',
  module: '',
  resource: 'yandex_vpc_network.main',
  implied_provider: 'yandex',
  resource_type: 'yandex_vpc_network',
  resource_name: 'main',
  resource_key: null,
};
const event = (value: object) =>
  parseEvent(JSON.stringify({ '@level': 'info', '@message': 'words', ...value }));

describe('the lines of -json output', () => {
  it('are read one by one', () => {
    expect(event({ type: 'version', terraform: '1.11.4', ui: '1.2' })).toEqual({
      kind: 'version',
      version: '1.11.4',
      ui: '1.2',
    });
    expect(event({ type: 'version', tofu: '1.9.0', ui: '1.2' })).toMatchObject({
      version: '1.9.0',
    });
    expect(
      event({ type: 'planned_change', change: { resource, action: 'replace', reason: 'tainted' } }),
    ).toEqual({
      kind: 'planned',
      address: 'yandex_vpc_network.main',
      action: 'replace',
      reason: 'tainted',
    });
    expect(event({ type: 'resource_drift', change: { resource, action: 'update' } })).toMatchObject(
      { kind: 'drift', action: 'update' },
    );
    // Versions before 1.5 do not count imports.
    expect(
      event({
        type: 'change_summary',
        changes: { add: 2, change: 1, remove: 0, operation: 'plan' },
      }),
    ).toEqual({ kind: 'summary', operation: 'plan', add: 2, change: 1, remove: 0, imported: 0 });
    expect(
      event({
        type: 'apply_complete',
        hook: { resource, action: 'create', id_key: 'id', id_value: 'enp1', elapsed_seconds: 3 },
      }),
    ).toEqual({
      kind: 'apply',
      state: 'complete',
      address: 'yandex_vpc_network.main',
      action: 'create',
      id: 'enp1',
      seconds: 3,
    });
    expect(event({ type: 'refresh_start', hook: { resource, id_value: 'enp1' } })).toMatchObject({
      kind: 'refresh',
      done: false,
    });
    expect(event({ type: 'log', '@message': '\nInterrupt received.\n' })).toEqual({
      kind: 'log',
      text: 'Interrupt received.',
    });
  });

  it('that are unknown, broken or no JSON are passed over', () => {
    expect(event({ type: 'apply_thought', hook: { resource } })).toBeUndefined();
    expect(event({ type: 'apply_start', hook: {} })).toBeUndefined();
    expect(event({ hook: {} })).toBeUndefined();
    for (const text of ['', 'null', '7', '[]', '{"type":"ver', 'Error: no', '\u0000\u0001']) {
      expect(parseEvent(text)).toBeUndefined();
    }
  });

  it('tell where a diagnostic belongs, as far as that is said', () => {
    const diagnostic = {
      severity: 'error',
      summary: 'Unsupported block type',
      detail: 'Blocks of type "provider" are not expected here.\n\nDid you mean another?',
      range: { filename: 'main.tf', start: { line: 4, column: 1, byte: 145 } },
    };
    const read = event({ type: 'diagnostic', diagnostic });
    expect(read).toMatchObject({ kind: 'diagnostic', place: 'main.tf:4' });
    expect(read?.kind === 'diagnostic' && diagnosticText(read)).toBe(
      'main.tf:4: Unsupported block type. Blocks of type "provider" are not expected here.',
    );
    expect(
      event({ type: 'diagnostic', diagnostic: { severity: 'odd', summary: 'x', range: 7 } }),
    ).toEqual({ kind: 'diagnostic', severity: 'error', summary: 'x', detail: '' });
  });

  it('come whole out of chunks that end anywhere', () => {
    const text = '{"a":"ж"}\n\r\n{"b":1}\n{"last"';
    const bytes = Buffer.from(text);
    for (let size = 1; size <= bytes.length; size++) {
      const seen: string[] = [];
      const reader = lineReader((line) => seen.push(line));
      for (let at = 0; at < bytes.length; at += size) reader.add(bytes.subarray(at, at + size));
      reader.end();
      expect(seen).toEqual(['{"a":"ж"}', '{"b":1}', '{"last"']);
    }
  });
});

it('reads who holds a lock out of the words of the refusal', () => {
  const detail = [
    'Error message: resource temporarily unavailable',
    'Lock Info:',
    '  ID:        fe8c32e2-0e05-6fb9-f6a1-045124a57584',
    '  Path:      terraform.tfstate',
    '  Operation: OperationTypeApply',
    '  Who:       anna@laptop',
    '  Version:   1.11.4',
    '  Created:   2026-11-28 08:08:24.145752506 +0000 UTC',
    '  Info:      ',
    '',
    'Terraform acquires a state lock to protect the state from being written',
  ].join('\n');
  expect(lockIn(detail)).toEqual({
    id: 'fe8c32e2-0e05-6fb9-f6a1-045124a57584',
    who: 'anna@laptop',
    operation: 'apply',
    since: Date.UTC(2026, 10, 28, 8, 8, 24),
    path: 'terraform.tfstate',
  });
  expect(lockIn('Error message: the state cannot be locked')).toBeUndefined();
});
