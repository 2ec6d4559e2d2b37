// Hand-made observations of a rule's check, and its claims on them by name.
import type { JudgedClaim, Observed, RuleCheck } from "../../../src/checks/check.ts";
import type { Observation } from "../../../src/checks/observation.ts";
import { allocateMarks } from "../../../src/checks/rows.ts";
import type { DatasetName } from "../../../src/datasets.ts";
import type { World } from "../../../src/rules/world.ts";
import { temporaryDirectory } from "../../storage/temporary-directory.ts";
import { linesOf, testWorld, type WorldOptions } from "../../worlds.ts";
import { judgeFiles, writeRows, writeWorld } from "../judged-files.ts";

type Tables = Readonly<Record<string, ArrayLike<number>>>;

/** What the rule's observer of a dataset would have found: its own tables with these counts in them, from their start on. */
export function observed(rule: RuleCheck, dataset: DatasetName, world: World, tables: Tables = {}): Observation {
  const start = rule.observe[dataset];
  if (start === undefined) throw new RangeError(`${rule.rule} does not look into ${dataset}`);
  const { observation } = start({ world, rangeStart: 0, marks: allocateMarks(world.customers) });
  for (const [name, counts] of Object.entries(tables)) {
    const table = observation.counts[name];
    if (table === undefined) throw new RangeError(`${rule.rule} counts no ${name}`);
    table.set(Array.from(counts));
  }
  return observation;
}

/** A claim by its name. */
export function claim(rule: RuleCheck, name: string, found: Observed, world: World): JudgedClaim {
  const claims = rule.judge(found, world);
  const named = claims.find((each) => each.name === name);
  if (named === undefined) {
    throw new RangeError(`${rule.rule} claims no ${name}, but ${claims.map((each) => each.name).join(", ")}`);
  }
  return named;
}

/** Judges the files of a world, its usage rows changed: what the rule says of them. */
export function judgedRows(rule: RuleCheck, options: WorldOptions, change = (lines: string[]): string[] => lines) {
  const world = testWorld(options);
  const directory = temporaryDirectory();
  const files = writeWorld(directory, world);
  const lines = change(linesOf(world, "usage_logs"));
  const usage = writeRows(directory, "usage_logs", Buffer.from(lines.map((line) => `${line}\n`).join("")));
  return judgeFiles({ ...files, usage_logs: usage }, world).filter((check) => check.rule === rule.rule);
}
