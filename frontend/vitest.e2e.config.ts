import { defineConfig } from 'vitest/config';

// User stories in a real browser against the real server: one after another, because they share its data.
export default defineConfig({
  test: {
    include: ['e2e/**/*.story.ts'],
    globalSetup: ['./e2e/kit/server.ts'],
    fileParallelism: false,
    testTimeout: 90_000,
    hookTimeout: 60_000,
    reporters: ['default', './e2e/kit/closing-line.ts'],
  },
});
