// The long suite: digests on every supported Node, scale, and anything that takes minutes. Run by hand and before a release.
import { defineConfig } from "vitest/config";

export default defineConfig({
  test: { include: ["test/long/**/*.test.ts"], testTimeout: 1_200_000, hookTimeout: 1_200_000, pool: "forks" },
});
