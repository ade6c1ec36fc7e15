import { defineConfig } from 'vitest/config';

const reporters = ['default', './scripts/lib/vitestReporter.mjs'];

export default defineConfig({
  test: {
    reporters,
    projects: [
      {
        test: {
          name: 'unit',
          expect: { poll: { timeout: 5_000 } },
          sequence: { groupOrder: 0 },
          include: ['test/unit/**/*.test.ts'],
          environment: 'node',
          // Nothing here waits; a busy machine is slow all the same.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'wire',
          // Conditions are waited for, not times: a busy machine may take a while.
          expect: { poll: { timeout: 15_000 } },
          sequence: { groupOrder: 1 },
          include: ['test/wire/**/*.test.ts'],
          environment: 'node',
          testTimeout: 30_000,
          hookTimeout: 60_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'browser',
          expect: { poll: { timeout: 15_000 } },
          sequence: { groupOrder: 2 },
          include: ['test/browser/**/*.test.ts'],
          environment: 'node',
          testTimeout: 60_000,
          hookTimeout: 120_000,
          maxWorkers: 2,
        },
      },
      {
        test: {
          name: 'e2e',
          sequence: { groupOrder: 3 },
          include: ['test/e2e/**/*.test.ts'],
          environment: 'node',
          testTimeout: 600_000,
          hookTimeout: 180_000,
          maxWorkers: 1,
          fileParallelism: false,
        },
      },
    ],
  },
});
