import { configDefaults, defineConfig } from "vitest/config";

/** Tests that only compute: two files at a time, each process keeping the modules that it has loaded. */
const computing = [
  "acceptance",
  "checks",
  "csv",
  "determinism",
  "expectations",
  "generators",
  "random",
  "rules",
  "scenarios",
  "spec",
  "stats",
  "warehouse/validation",
].map((folder) => `test/${folder}/**/*.test.ts`);
/**
 * Tests that time what they see, measure memory or the load of a process, cut connections after parts of a second, or use all
 * processors themselves: one file at a time, and nothing beside it. The others may share the processors: they start services
 * and wait for what has to happen, however long it takes.
 */
const alone = [
  "app/shutdown",
  "app/streaming",
  "crash/random-moments",
  "http/connection-limits",
  "http/dataset-body",
  "jobs/ingest",
  "jobs/low-priority",
  "jobs/queue",
  "jobs/right-of-way",
  "jobs/worker-pool",
  "jobs/write-run",
  "priorities",
  "warehouse/hostile-sql",
  "warehouse/query-processes",
].map((file) => `test/${file}.test.ts`);
const never = [...configDefaults.exclude, "test/long/**"];

export default defineConfig({
  resolve: {
    alias: [{ find: /^(\.\.\/)+entry-point\.ts$/, replacement: `${import.meta.dirname}/test/built-entry-point.ts` }],
  },
  test: {
    globalSetup: ["test/build.ts"],
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    projects: [
      {
        extends: true,
        test: {
          name: "computing",
          include: computing,
          exclude: never,
          maxWorkers: 2,
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: "serving",
          include: ["test/**/*.test.ts"],
          exclude: [...never, ...computing, ...alone],
          maxWorkers: 2,
          isolate: false,
          // Longer than any needs alone, for what waits while the other file computes.
          testTimeout: 120_000,
          hookTimeout: 120_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: { name: "alone", include: alone, exclude: never, maxWorkers: 1, sequence: { groupOrder: 2 } },
      },
    ],
  },
});
