import { describe, expect, it } from 'vitest';
import { cleanLog, createLogCleaner } from '../../../src/model/jobLog';

const esc = '\u001b';
const raw = [
  `${esc}[0KRunning with gitlab-runner 17.5.0${esc}[0;m`,
  `section_start:1700000000:prepare_executor\r${esc}[0K${esc}[0K${esc}[36;1mPreparing the "shell" executor${esc}[0;m${esc}[0;m`,
  'Using Shell executor...',
  `section_end:1700000001:prepare_executor\r${esc}[0K`,
  `section_start:1700000002:train[collapsed=true]\r${esc}[0KTrain`,
  `epoch 1: 10%\repoch 1: 50%\repoch 1: 100%`,
  '',
  `${esc}]0;title\u0007точность 0.91 🎯`,
  '<img src=x onerror=alert(1)>',
  `${esc}[32;1mJob succeeded${esc}[0;m`,
].join('\n');

const clean = [
  'Running with gitlab-runner 17.5.0',
  'Preparing the "shell" executor',
  'Using Shell executor...',
  'Train',
  'epoch 1: 100%',
  '',
  'точность 0.91 🎯',
  '<img src=x onerror=alert(1)>',
  'Job succeeded',
  '',
].join('\n');

describe('the log of a job', () => {
  it('becomes text without colours, markers and overwritten lines', () => {
    expect(cleanLog(raw)).toBe(clean);
  });

  it('reads the same whatever pieces it arrives in', () => {
    for (const size of [1, 2, 3, 7, 50]) {
      const cleaner = createLogCleaner();
      let text = '';
      for (let at = 0; at < raw.length; at += size) text += cleaner.push(raw.slice(at, at + size));
      expect(text + cleaner.end()).toBe(clean);
    }
  });

  it('shows whole lines as soon as they are there', () => {
    const cleaner = createLogCleaner();
    expect(cleaner.push('one\ntw')).toBe('one\n');
    expect(cleaner.push('o\n')).toBe('two\n');
    expect(cleaner.push('three')).toBe('');
    expect(cleaner.end()).toBe('three\n');
    expect(cleaner.end()).toBe('');
  });

  it('takes away time stamps and joins the parts of a long line', () => {
    const stamped = [
      '2024-05-22T12:43:46.962646Z 00O Hello ',
      '2024-05-22T12:43:46.962650Z 00O+world',
      '2024-05-22T12:43:47.000000Z 01E problem',
    ].join('\n');
    expect(cleanLog(stamped)).toBe('Hello world\nproblem\n');
  });

  it('leaves a time at the beginning of a line alone when the log has no time stamps', () => {
    expect(cleanLog('start\n2024-05-22T12:43:46.962646Z 00O text\n')).toBe(
      'start\n2024-05-22T12:43:46.962646Z 00O text\n',
    );
  });

  it('cleans a megabyte in well under a second', () => {
    const line = `${esc}[0;33mstep 12345 loss=0.123456 ${'x'.repeat(60)}${esc}[0m\n`;
    const start = performance.now();
    expect(cleanLog(line.repeat(10_000)).length).toBeGreaterThan(800_000);
    expect(performance.now() - start).toBeLessThan(1_000);
  });
});
