import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    // Most of a run is waiting: one worker a core is not too many.
    maxWorkers: '100%',
    // CI: Ink draws nothing, and follows no resize, where it believes that nobody is looking.
    projects: [
      {
        // Everything that needs Node alone, the program in a real pty included.
        test: {
          name: 'fast',
          env: { CI: 'false' },
          include: ['test/**/*.test.{ts,tsx}'],
          exclude: ['test/kafka/**'],
          // Nothing that was said in the whole run may have a secret in it.
          globalSetup: ['test/support/overheard.ts'],
          testTimeout: 30_000,
          hookTimeout: 60_000,
          // A condition that is waited for may take its time on a machine that has other things to do.
          expect: { poll: { timeout: 15_000 } },
        },
      },
      {
        // Against a real Apache Kafka, which the suite starts itself.
        test: {
          name: 'kafka',
          env: { CI: 'false' },
          include: ['test/kafka/**/*.test.{ts,tsx}'],
          globalSetup: ['test/support/overheard.ts', 'test/kafka/global-setup.ts'],
          testTimeout: 120_000,
          hookTimeout: 300_000,
          expect: { poll: { timeout: 15_000 } },
          fileParallelism: false,
        },
      },
    ],
  },
});
