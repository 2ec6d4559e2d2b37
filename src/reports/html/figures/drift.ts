// Figure of how verdicts drift: what the checks of promised behaviour observed in every kept run, beside what was expected then.

import type { Check, Governance, GovernanceEntry, KeptCheck } from "../../../checks/schemas.ts";
import { expectedTicks } from "../chart-marks.ts";
import { colours, expectedLine, grid, nameAxis, points, valueAxis } from "../chart-parts.ts";
import { isShare, isSpread } from "../check-numbers.ts";
import type { Figure, Panel } from "../figure.ts";
import { counted, plain } from "../words.ts";

const mostPanels = 9;

interface Sample {
  readonly entry: GovernanceEntry;
  readonly check: KeptCheck & { readonly observed: number; readonly expected: number };
}

/**
 * Undefined without verdicts, or when no promised number was kept. `history` holds kept runs of the same model version, in any
 * order; they are drawn by as-of date, then by when they were judged.
 */
export function driftFigure(
  governance: Governance | undefined,
  history: readonly GovernanceEntry[],
): Figure | undefined {
  if (governance === undefined) return undefined;
  const runs = [...history].sort((a, b) => compare(a.asOf, b.asOf) || compare(a.judgedAt, b.judgedAt));
  const shown = byTurns(governance.checks.filter(isDrawn))
    .map((check) => ({ check, samples: samplesOf(check.id, runs) }))
    .filter(({ samples }) => samples.length > 0)
    .slice(0, mostPanels);
  if (shown.length === 0) return undefined;
  const outside = shown.flatMap(({ samples }) => samples.filter(({ check }) => check.verdict === "fail")).length;
  const runsShown = new Set(shown.flatMap(({ samples }) => samples.map(({ entry }) => entry.run))).size;
  return {
    id: "drift",
    title: "Drift over kept runs",
    rules: [],
    shape: "third",
    legend: [
      { mark: "dot", text: "observed" },
      { mark: "line", text: "expected" },
      { mark: "pale", text: "beyond it the check fails" },
    ],
    caption:
      `${counted(runsShown, "kept run")} of this model version, the oldest as-of date on the left; ` +
      `${outside === 0 ? "none of the points lies" : `${counted(outside, "point")} of them ${outside === 1 ? "lies" : "lie"}`} outside its limits.` +
      `${runsShown === 1 ? " A line begins with the second run." : ""}`,
    panels: shown.map(driftPanel),
  };
}

/** Promised numbers with limits on both sides; a spread over cells has no direction in which to drift. */
function isDrawn(check: Check): boolean {
  const { demand, standardError, statistic } = check;
  return demand && !isSpread(check) && standardError !== null && standardError > 0 && !statistic.includes("at least");
}

/** The first check of every rule, then the second of each, and so on. */
function byTurns(checks: readonly Check[]): Check[] {
  const turnOf = (check: Check): number => checks.filter(({ rule }) => rule === check.rule).indexOf(check);
  return [...checks].sort((a, b) => turnOf(a) - turnOf(b));
}

/** What tells the runs apart: their dates, else their seeds, else when they were judged. */
function labelsOf(samples: readonly Sample[]): string[] {
  const dates = samples.map(({ entry }) => entry.asOf);
  if (samples.length === 1 || new Set(dates).size > 1) return dates;
  const seeds = samples.map(({ entry }) => `seed ${entry.seed}`);
  return new Set(seeds).size > 1 ? seeds : samples.map(({ entry }) => entry.judgedAt.slice(5, 16).replace("T", " "));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function samplesOf(id: string, runs: readonly GovernanceEntry[]): Sample[] {
  return runs.flatMap((entry) => {
    const check = entry.checks.find((kept) => kept.id === id);
    if (check === undefined || check.observed === null || check.expected === null) return [];
    return [{ entry, check: { ...check, observed: check.observed, expected: check.expected } }];
  });
}

function driftPanel({ check, samples }: { check: Check; samples: readonly Sample[] }): Panel {
  const { id, claim } = check;
  const { entry, check: latest } = samples.at(-1)!;
  const most = isShare(check) ? 1 : Number.POSITIVE_INFINITY;
  const limits = samples.map(({ check: { expected, smallestDetectable } }) => {
    const reach = smallestDetectable ?? 0;
    return { expected, low: Math.max(0, expected - reach), high: Math.min(most, expected + reach) };
  });
  const observed = samples.map((sample, index): [number, number] => [index, sample.check.observed]);
  const failed = samples.flatMap((sample, index): [number, number][] =>
    sample.check.verdict === "fail" ? [[index, sample.check.observed]] : [],
  );
  return {
    title: id,
    label: `${claim} Observed in ${counted(samples.length, "run")}; last, as of ${entry.asOf}, ${plain(latest.observed)} with ${plain(latest.expected)} expected.`,
    draw: () => ({
      grid: grid({ left: 56 }),
      xAxis: nameAxis(labelsOf(samples), { every: Math.max(1, Math.ceil(samples.length / 3)) }),
      yAxis: valueAxis(plain, { scale: true }),
      series: [
        expectedTicks(limits, { reach: 0.5, colour: colours.pale }),
        expectedLine(observed, { lineStyle: { color: colours.observed, width: 1 } }),
        points(observed, colours.observed, 7),
        points(failed, colours.fail, 10),
      ],
    }),
  };
}
