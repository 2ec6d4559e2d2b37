// Kills the built service at drawn moments for as long as it is told, and ends with code 1 at the first thing that is not as it
// would be undisturbed: npm run soak:crash -- --minutes 30 [--seed TEXT] [--directories 2]

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import seedrandom from "seedrandom";
import { buildService } from "../test/crash/built-service.ts";
import { killAtMoments } from "../test/crash/killing.ts";
import { undisturbed } from "../test/crash/worlds.ts";

const { values } = parseArgs({
  options: {
    minutes: { type: "string", default: "30" },
    seed: { type: "string", default: "soak" },
    directories: { type: "string", default: "2" },
  },
});
const deadline = performance.now() + Number(values.minutes) * 60_000;
const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-soak-"));
const build = buildService();
try {
  const worlds = await undisturbed(build, path.join(directory, "undisturbed"));
  const places = Array.from({ length: Number(values.directories) }, (_, index) => `data-${index + 1}`);
  const killed = await Promise.all(
    places.map((name) => {
      const draw = seedrandom(`${values.seed} ${name}`);
      const dataDir = path.join(directory, name);
      return killAtMoments({ build, dataDir, worlds, draw, goesOn: () => performance.now() < deadline });
    }),
  );
  for (const [index, counts] of killed.entries()) console.log(places[index], JSON.stringify(counts));
  console.log(`${killed.reduce((sum, { kills }) => sum + kills, 0)} kills, and every byte as undisturbed`);
} finally {
  build.remove();
  rmSync(directory, { recursive: true, force: true });
}
