// The validation tests on clean files of several worlds, on files without a manifest, and on a warehouse that was tampered with.

import path from "node:path";
import Database from "better-sqlite3";
import { expect, test } from "vitest";
import type { BehaviourOverrides } from "../../../src/rules/index.ts";
import { openDatabase } from "../../../src/storage/sqlite.ts";
import { validationTests } from "../../../src/warehouse/validation/tests.ts";
import { validateWarehouse } from "../../../src/warehouse/validation/validate.ts";
import { writeWorld } from "../../checks/judged-files.ts";
import { temporaryDirectory } from "../../storage/temporary-directory.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { loadFiles, testsWith } from "./loaded-files.ts";

async function validated(options: WorldOptions, { withManifest = true } = {}) {
  const directory = temporaryDirectory();
  const world = testWorld({ content: 300, ...options });
  const files = writeWorld(path.join(directory, "world"), world);
  return loadFiles(path.join(directory, "loaded"), files, withManifest ? world : undefined);
}

const ids = validationTests().map(({ id }) => id);

test("files of a tiny world fail no test: 300 customers leave shares undecided, and every row holds", async () => {
  const { validation, rejected } = await validated({ customers: 300, seed: "tiny" });
  expect(rejected).toBe(0);
  expect(validation).toMatchObject({ verdict: "undecided", declared: "spec", asOf: "2026-01-01" });
  expect(validation.tests.map(({ id }) => id)).toEqual(ids);
  expect(testsWith("fail", validation)).toEqual([]);
  const undecided = validation.tests.filter(({ verdict }) => verdict === "undecided");
  expect(undecided.every(({ measures }) => measures.length > 0)).toBe(true);
  const { pass, fail, undecided: open } = validation.counts;
  expect(pass + fail + open).toBe(ids.length);
});

const overridden: BehaviourOverrides = {
  "weekend-lift": { lift: 0.5 },
  "genre-mix": { movie: 0.1, music: 0.7, podcast: 0.2 },
  "recency-window": { floor: 0.1, halfLifeDays: 5 },
  "session-rate": { rate: { Basic: 1.5, Standard: 0.5, Premium: 0.2 }, shape: 0.7 },
  "watch-fraction": { abandon: { Basic: 0.05, Premium: 0.6 }, skew: { Premium: 1 } },
  "completion-noise": { ceiling: { Basic: 0.2, Standard: 0, Premium: 0.01 } },
  "playback-device": { own: 0.2 },
  "region-and-device": { deviceWeights: { smart_tv: 0.08, mobile: 0.6 } },
  eligibility: { never: 0.3, sameDay: 0.1, maxDelayDays: 40 },
  "subscription-lifecycle": { tierShares: { Basic: 0.1, Standard: 0.2, Premium: 0.7 } },
  "plan-catalog": { prices: { Basic: 1.5 } },
  "content-duration": { bounds: { music: [1, 30] } },
  "hour-of-day": { hours: { movie: [0, 0, 0, 9, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1] } },
};

test("overridden behaviours are held against what they declare, and fail only when taken for the defaults", async () => {
  const options = { customers: 1000, seed: "overridden", behaviour: overridden };
  const { validation } = await validated(options);
  expect(testsWith("fail", validation)).toEqual([]);
  const foreign = (await validated(options, { withManifest: false })).validation;
  expect(foreign).toMatchObject({ run: null, job: null, declared: "defaults", verdict: "fail", asOf: "2026-01-01" });
  expect(testsWith("fail", foreign)).toEqual([
    ...[
      "completion-ceiling",
      "completion-noise",
      "customer-devices",
      "dropout",
      "dropout-order",
      "first-start-in-time",
    ],
    ...["genre-quotas", "hour-of-day", "never-subscribe", "own-device", "plan-catalogue", "premium-seventy", "recency"],
    ...[
      "same-day-start",
      "session-rate",
      "tier-order",
      "tier-shares",
      "title-lengths",
      "usage-genres",
      "weekend-lift",
      "weekend-lift-before",
    ],
  ]);
});

test("extreme behaviours, at which nothing is left to chance, fail no test", async () => {
  const behaviour: BehaviourOverrides = {
    "weekend-lift": { lift: 0 },
    "genre-mix": { movie: 0, music: 1, podcast: 0 },
    "recency-window": { floor: 0, halfLifeDays: 0.1 },
    "session-rate": { rate: { Basic: 0 } },
    "watch-fraction": { abandon: { Basic: 0, Standard: 1, Premium: 1 } },
    "playback-device": { own: 1 },
    eligibility: { never: 0, sameDay: 1 },
    "subscription-lifecycle": { tierShares: { Basic: 0, Standard: 0, Premium: 1 } },
  };
  const { validation } = await validated({ customers: 300, seed: "extreme", behaviour });
  expect(testsWith("fail", validation)).toEqual([]);
});

test("a world in which nobody subscribes fails no test", async () => {
  const { validation } = await validated({ customers: 200, behaviour: { eligibility: { never: 1 } } });
  expect(testsWith("fail", validation)).toEqual([]);
});

test("columns and rows-accounted-for see what was done to the tables since", async () => {
  const { file } = await validated({ customers: 100, seed: "tampered" });
  const tampering = new Database(file);
  tampering.exec("ALTER TABLE plans ADD COLUMN note TEXT; DELETE FROM usage_logs WHERE rowid = 7");
  tampering.close();
  const database = openDatabase(file, { readonly: true });
  const { tests } = validateWarehouse(database, new Date("2026-01-02T00:00:00Z"));
  database.close();
  const found = Object.fromEntries(tests.map(({ id, offenders }) => [id, offenders]));
  expect(found["columns"]).toEqual([expect.objectContaining({ dataset: "plans", key: "plans" })]);
  expect(found["columns"]?.[0]?.found).toMatch(/max_resolution TEXT, note TEXT$/);
  expect(found["rows-accounted-for"]).toEqual([expect.objectContaining({ dataset: "usage_logs" })]);
  expect(found["rows-accounted-for"]?.[0]?.found).toMatch(/^\d+ rows in staging, \d+ in usage_logs and 0 of them/);
});

test("validateWarehouse() leaves no temporary table behind, and refuses a database that is no warehouse", async () => {
  const { file } = await validated({ customers: 50 });
  const database = openDatabase(file, { readonly: true });
  validateWarehouse(database, new Date("2026-01-02T00:00:00Z"));
  const { tests } = validateWarehouse(database, new Date("2026-01-02T00:00:00Z"));
  expect(tests).toHaveLength(ids.length);
  database.close();
  expect(() => validateWarehouse(openDatabase(":memory:"), new Date(0))).toThrow(/is no warehouse/);
});

test("a broken row is named with its line in the file, its key and what is wrong", async () => {
  const directory = temporaryDirectory();
  const world = testWorld({ customers: 100, content: 50, seed: "lines" });
  const files = writeWorld(path.join(directory, "world"), world);
  const { file } = await loadFiles(path.join(directory, "loaded"), files, world);
  const database = new Database(file);
  database.exec("UPDATE usage_logs SET duration_watched = 0.5 WHERE rowid IN (3, 9)");
  const key = database.prepare<[], string>("SELECT usage_id FROM usage_logs WHERE rowid = 3").pluck().get();
  const tests = validationTests().filter(({ id }) => id === "watch-bounds");
  const [watched] = validateWarehouse(database, new Date(0), { tests }).tests;
  database.close();
  expect(watched).toMatchObject({ verdict: "fail", observed: 2, expected: 0, offendingRows: 2 });
  expect(watched?.offenders[0]).toMatchObject({ dataset: "usage_logs", line: 3, key });
  expect(watched?.offenders[0]?.found).toMatch(/^watched 0\.5 of [\d.]+ minutes$/);
});
