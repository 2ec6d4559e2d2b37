// What is as declared fails no check: 200 seeds at 5,000 customers, and one at 100,000.
import { expect, it } from "vitest";
import { idsWith, judgeFiles, writeWorld } from "../checks/judged-files.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { testWorld, type WorldOptions } from "../worlds.ts";

const seeds = 200;

function failedChecks(directory: string, options: WorldOptions): string[] {
  const world = testWorld({ content: 500, ...options });
  return idsWith("fail", judgeFiles(writeWorld(directory, world), world)).map((id) => `seed ${world.seed}: ${id}`);
}

// By the budget of errors a clean world fails anything with probability 1e-6: the chance of one among 201 is 2e-4.
it(`${seeds} worlds of 5,000 customers, and one of 100,000, fail no check`, () => {
  const directory = temporaryDirectory();
  const names = Array.from({ length: seeds }, (_, index) => `clean ${index + 1}`);
  const failed = names.flatMap((seed) => failedChecks(directory, { seed, customers: 5000 }));
  expect(failed).toEqual([]);
  expect(failedChecks(directory, { seed: "clean", customers: 100_000 })).toEqual([]);
});
