// The published power is true: at 10,000 customers, a deviation of 1.5 times a check's smallest detectable one fails it in at
// least 18 of 20 seeds, and one of half of it in at most 2 of 20. At those distances a check errs as rarely as a normal beyond 3
// standard errors, .0014 at most: three or more errors among 20 have a probability of 3e-6.
import { describe, expect, it } from "vitest";
import { powerTable } from "../../scripts/power-table.ts";
import { type BehaviourOverrides, defaultBehaviour } from "../../src/rules/index.ts";
import { idsWith, judgeFiles, writeWorld } from "../checks/judged-files.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { testWorld } from "../worlds.ts";

const customers = 10_000;
const seeds = 20;

/** A parameter to be set off so that what the check shows deviates by so much. */
type Deviation = (deviation: number) => BehaviourOverrides;

/** Below .4 of the title end all abandoned Basic sessions, and a fifth of the others. */
const basicEarly = (0.4 - 0.25) / 0.75;
/** Probability that a session off the own device falls on it: owners are distributed as devices are weighted. */
const { deviceWeights } = defaultBehaviour["region-and-device"];
const backOnOwn = Object.values(deviceWeights).reduce((sum, weight) => sum + weight * weight, 0);

const deviations: Readonly<Record<string, Deviation>> = {
  "genre-mix/usage-movie": (by) => ({ "genre-mix": { movie: 0.5 - by, music: 0.3 + by } }),
  "eligibility/never": (by) => ({ eligibility: { never: 0.05 + by } }),
  "subscription-lifecycle/leave-basic": (by) => ({ "subscription-lifecycle": { leave: { Basic: 0.055 + by } } }),
  "session-rate/premium": (by) => ({ "session-rate": { rate: { Premium: 0.9 + by } } }),
  "weekend-lift/ratio": (by) => ({ "weekend-lift": { lift: 1.5 - by } }),
  "watch-fraction/dropout-basic": (by) => ({ "watch-fraction": { abandon: { Basic: 0.2 + by / (1 - basicEarly) } } }),
  "playback-device/own-device": (by) => ({ "playback-device": { own: 0.7 - by / (1 - backOnOwn) } }),
};

function smallestDetectable(id: string): number {
  const { customers: sizes, checks } = powerTable();
  const detectable = checks.find((check) => check.id === id)?.sizes[sizes.indexOf(customers)]?.smallestDetectable;
  if (detectable == null) throw new Error(`docs/power.json says nothing of ${id} at ${customers} customers`);
  return detectable;
}

/** How many seeds fail each check when all parameters are off by so many times what is detectable: checks do not meet. */
function failures(times: number): Map<string, number> {
  const overrides = Object.entries(deviations).map(([id, deviation]) => deviation(times * smallestDetectable(id)));
  const behaviour: BehaviourOverrides = Object.assign({}, ...overrides);
  const directory = temporaryDirectory();
  const counts = new Map(Object.keys(deviations).map((id) => [id, 0]));
  for (let seed = 1; seed <= seeds; seed++) {
    const options = { seed: `power ${seed}`, customers, content: 500 };
    const files = writeWorld(directory, testWorld({ ...options, behaviour }));
    for (const id of idsWith("fail", judgeFiles(files, testWorld(options)))) {
      const count = counts.get(id);
      if (count !== undefined) counts.set(id, count + 1);
    }
  }
  return counts;
}

describe("of 20 seeds at 10,000 customers", () => {
  it("at least 18 show a deviation of 1.5 times the smallest detectable one", () => {
    const missed = [...failures(1.5)].filter(([, count]) => count < 18);
    expect(missed).toEqual([]);
  });

  it("at most 2 fail for a deviation of half the smallest detectable one", () => {
    const alarmed = [...failures(0.5)].filter(([, count]) => count > 2);
    expect(alarmed).toEqual([]);
  });
});
