// A column's anchored pattern as an SQL condition. SQLite has no regular expressions: there a pattern becomes GLOB and a look at the
// one part whose length is free, which is all that the patterns of datasets.ts need; another one throws RangeError.

import { type Dialect, quoted } from "./dialect.ts";

/** Characters of one set, as between brackets, so many times; Infinity stands for `+`. */
interface Step {
  readonly set: string;
  readonly times: number;
}

/** True for the texts that the pattern matches; null for null. */
export function patternCondition(pattern: string, reference: string, dialect: Dialect): string {
  if (dialect !== "sqlite") {
    // There \d may mean more than ten digits, by locale.
    const portable = quoted(pattern.replaceAll("\\d", "[0-9]"));
    return dialect === "postgres" ? `${reference} ~ ${portable}` : `regexp_matches(${reference}, ${portable})`;
  }
  const ways = alternatives(pattern).map((steps) => globCondition(steps, reference));
  return ways.length === 1 ? ways.join() : ways.map((way) => `(${way})`).join(" OR ");
}

function globCondition(steps: readonly Step[], reference: string): string {
  const free = steps.findIndex(({ times }) => times === Number.POSITIVE_INFINITY);
  const shape = steps.map(({ set, times }) =>
    times === Number.POSITIVE_INFINITY ? `${globSet(set)}*` : globSet(set).repeat(times),
  );
  const glob = `${reference} GLOB ${quoted(shape.join(""))}`;
  const step = steps[free];
  if (step === undefined) return glob;
  const before = widthOf(steps.slice(0, free));
  const after = widthOf(steps.slice(free + 1));
  const length = after === 0 ? "" : `, length(${reference}) - ${before + after + 1}`;
  return `${glob} AND substr(${reference}, ${before + 2}${length}) NOT GLOB ${quoted(`*[^${step.set}]*`)}`;
}

function widthOf(steps: readonly Step[]): number {
  const width = steps.reduce((sum, { times }) => sum + times, 0);
  if (!Number.isFinite(width)) throw new RangeError("a pattern of two parts of free length has no GLOB");
  return width;
}

/** A set of one plain character stands for itself. */
function globSet(set: string): string {
  return set.length === 1 && !"*?[".includes(set) ? set : `[${set}]`;
}

/** The sequences of steps that a pattern allows: one, times the choices of each group. */
function alternatives(pattern: string): Step[][] {
  const body = /^\^(.*)\$$/.exec(pattern)?.[1];
  if (body === undefined) throw new RangeError(`the pattern ${pattern} is not anchored`);
  const part = /(?:\[([\w.-]+)\]|\\(d)|\\([.*?+[\]])|\(([\w|]+)\)|([\w@-]))(?:\{(\d+)\}|(\+))?/y;
  let ways: Step[][] = [[]];
  while (part.lastIndex < body.length) {
    const match = part.exec(body);
    if (match === null) throw new RangeError(`the pattern ${pattern} has a part that GLOB cannot say`);
    const [, set, digit, escaped, group, plain, count, plus] = match;
    const times = plus === undefined ? Number(count ?? 1) : Number.POSITIVE_INFINITY;
    const one = set ?? (digit === undefined ? (escaped ?? plain ?? "") : "0-9");
    const choices: Step[][] =
      group === undefined
        ? [[{ set: one, times }]]
        : group.split("|").map((word) => word.split("").map((character) => ({ set: character, times: 1 })));
    if (group !== undefined && times !== 1) throw new RangeError(`the pattern ${pattern} repeats a group`);
    ways = ways.flatMap((way) => choices.map((choice) => [...way, ...choice]));
  }
  return ways;
}
