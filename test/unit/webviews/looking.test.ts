import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { toDisposable } from '../../../src/base/disposable';
import { Emitter } from '../../../src/base/event';
import { Attention } from '../../../src/webviews/ipc/attention';
import { whileVisible } from '../../../src/webviews/ipc/whileVisible';

describe('a page', () => {
  it('is watched while its tab is in sight', () => {
    const shown = new Emitter<void>();
    const panel = { visible: true, onDidChangeVisibility: shown.event };
    let watched = 0;
    const watching = whileVisible(panel, () => {
      watched++;
      return toDisposable(() => watched--);
    });
    const seen = [watched];
    for (const visible of [false, true, false, true]) {
      panel.visible = visible;
      shown.fire();
      seen.push(watched);
    }
    watching.dispose();
    shown.fire();
    expect([...seen, watched]).toEqual([1, 0, 1, 0, 1, 0]);
  });
});

describe('the attention for a page', () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  it('is there while the window is used or the page was touched within a minute', () => {
    const attention = new Attention(true);
    const changes: boolean[] = [];
    attention.onDidChange(() => changes.push(attention.attended));
    vi.advanceTimersByTime(600_000);
    expect([attention.attended, changes]).toEqual([true, []]);
    attention.windowIsUsed(false);
    expect(changes).toEqual([false]);
    attention.touch();
    vi.advanceTimersByTime(40_000);
    attention.touch();
    vi.advanceTimersByTime(40_000);
    expect(changes).toEqual([false, true]);
    vi.advanceTimersByTime(20_000);
    expect(changes).toEqual([false, true, false]);
    attention.windowIsUsed(true);
    attention.touch();
    attention.dispose();
    expect([changes, vi.getTimerCount()]).toEqual([[false, true, false, true], 0]);
  });
});
