// What is as declared fails no check: 60 seeds at 5,000 customers; 200 of them in test/long.
import { expect, it } from "vitest";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { testWorld } from "../worlds.ts";
import { idsWith, judgeFiles, writeWorld } from "./judged-files.ts";

const seedsATest = 10;
const firstSeeds = [1, 11, 21, 31, 41, 51];

// By the budget of errors a clean world fails anything with probability 1e-6: the chance of one among 60 is 6e-5.
it.each(firstSeeds)("ten worlds of 5,000 customers from seed %d on pass every check or are undecided", (first) => {
  const directory = temporaryDirectory();
  const failed: string[] = [];
  for (let seed = first; seed < first + seedsATest; seed++) {
    const world = testWorld({ seed: `clean ${seed}`, customers: 5000, content: 500 });
    const checks = judgeFiles(writeWorld(directory, world), world);
    failed.push(...idsWith("fail", checks).map((id) => `seed ${seed}: ${id}`));
  }
  expect(failed).toEqual([]);
});
