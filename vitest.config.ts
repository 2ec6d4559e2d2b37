import { configDefaults, defineConfig } from "vitest/config";

/** Tests that only compute: they may share the processors. The others start services and watch clocks, one file at a time. */
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
const never = [...configDefaults.exclude, "test/long/**"];

export default defineConfig({
  test: {
    setupFiles: ["test/setup.ts"],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    pool: "forks",
    projects: [
      {
        extends: true,
        test: { name: "computing", include: computing, exclude: never, maxWorkers: 2, sequence: { groupOrder: 0 } },
      },
      {
        extends: true,
        test: {
          name: "serving",
          include: ["test/**/*.test.ts"],
          exclude: [...never, ...computing],
          maxWorkers: 1,
          sequence: { groupOrder: 1 },
        },
      },
    ],
  },
});
