// The built service, killed with SIGKILL at 54 drawn moments of its work, in two data directories at a time.
// `npm run soak:crash` does the same for as long as it is told.

import path from "node:path";
import seedrandom from "seedrandom";
import { afterAll, beforeAll, expect, test } from "vitest";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { type Build, buildService } from "./built-service.ts";
import { killAtMoments, phases } from "./killing.ts";
import { undisturbed } from "./worlds.ts";

let build: Build;
beforeAll(() => {
  build = buildService();
});
afterAll(() => build.remove());

test("a service killed at 54 moments goes on each time, to the bytes and the manifest of an undisturbed one", async () => {
  const directory = temporaryDirectory();
  const worlds = await undisturbed(build, path.join(directory, "undisturbed"));
  const killed = await Promise.all(
    ["left", "right"].map((name) =>
      killAtMoments({
        build,
        dataDir: path.join(directory, name),
        worlds,
        draw: seedrandom(`crash ${name}`),
        goesOn: (kills) => kills < 25,
      }),
    ),
  );
  expect(killed.reduce((sum, { kills }) => sum + kills, 0)).toBe(54);
  for (const phase of phases) {
    expect(
      killed.reduce((sum, one) => sum + one.phases[phase], 0),
      phase,
    ).toBeGreaterThanOrEqual(6);
  }
  // At least the kills while sessions are written and scanned leave partitions that need not be made again.
  expect(killed.reduce((sum, { resumed }) => sum + resumed, 0)).toBeGreaterThan(10);
}, 900_000);
