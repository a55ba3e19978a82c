import { defineConfig } from 'vitest/config';

// User stories in a real browser against the real server. Two at a time: each works on rows of its own.
export default defineConfig({
  test: {
    include: ['e2e/**/*.story.ts'],
    globalSetup: ['./e2e/kit/server.ts'],
    maxWorkers: 2,
    testTimeout: 180_000,
    hookTimeout: 60_000,
    reporters: ['default', './e2e/kit/closing-line.ts'],
  },
});
