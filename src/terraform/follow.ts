import { open } from 'node:fs/promises';
import { type Disposable } from '../base/disposable';
import { isRecord } from '../base/record';
import { lineReader } from './process';

export interface Following extends Disposable {
  /** Reads what has come until now, also a last line without an end. */
  finish(): Promise<void>;
}

const lookMs = 100;
const chunkBytes = 64 * 1024;

/**
 * Reads a growing file line by line. A program that writes into a file goes on when nobody listens any more, which
 * one that writes into a pipe does not survive.
 */
export function follow(path: string, onLine: (line: string) => void): Following {
  const lines = lineReader(onLine);
  let at = 0;
  let reading: Promise<void> | undefined;
  const look = (): Promise<void> => {
    reading ??= read().finally(() => {
      reading = undefined;
    });
    return reading;
  };
  const read = async (): Promise<void> => {
    const file = await open(path, 'r').catch((error: unknown) => {
      if (isRecord(error) && error['code'] === 'ENOENT') return undefined;
      throw error;
    });
    if (!file) return;
    try {
      const buffer = Buffer.alloc(chunkBytes);
      for (;;) {
        const { bytesRead } = await file.read(buffer, 0, chunkBytes, at);
        if (bytesRead === 0) return;
        at += bytesRead;
        lines.add(buffer.subarray(0, bytesRead));
      }
    } finally {
      await file.close();
    }
  };
  // A look that fails is made again; the last one tells.
  const timer = setInterval(() => void look().catch(() => undefined), lookMs);
  return {
    async finish() {
      clearInterval(timer);
      await reading?.catch(() => undefined);
      await look();
      lines.end();
    },
    dispose: () => clearInterval(timer),
  };
}
