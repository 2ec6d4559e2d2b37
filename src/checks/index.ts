// Every rule's check in the order of the rule cards, and the verdicts they add up to.

import { type DatasetName, datasetNames } from "../datasets.ts";
import type { World } from "../rules/world.ts";
import type { CheckObserver, JudgedClaim, Observed, RuleCheck } from "./check.ts";
import { addObservation, type Observation, placeOffenders } from "./observation.ts";
import type { ObserveContext, RowsOf } from "./rows.ts";
import { activeOnly } from "./rules/active-only.ts";
import { completionNoise } from "./rules/completion-noise.ts";
import { contentDuration } from "./rules/content-duration.ts";
import { contract } from "./rules/contract.ts";
import { eligibility } from "./rules/eligibility.ts";
import { genreMix } from "./rules/genre-mix.ts";
import { hourOfDay } from "./rules/hour-of-day.ts";
import { identity } from "./rules/identity.ts";
import { planCatalog } from "./rules/plan-catalog.ts";
import { playbackDevice } from "./rules/playback-device.ts";
import { recencyWindow } from "./rules/recency-window.ts";
import { regionAndDevice } from "./rules/region-and-device.ts";
import { sessionRate } from "./rules/session-rate.ts";
import { signupGrowth } from "./rules/signup-growth.ts";
import { subscriptionLifecycle } from "./rules/subscription-lifecycle.ts";
import { title } from "./rules/title.ts";
import { titlePopularity } from "./rules/title-popularity.ts";
import { watchFraction } from "./rules/watch-fraction.ts";
import { weekendLift } from "./rules/weekend-lift.ts";
import type { Check, Verdict, VerdictCounts } from "./schemas.ts";

export type { Check, Governance, GovernanceEntry, Verdict, VerdictCounts } from "./schemas.ts";

export const ruleChecks: readonly RuleCheck[] = [
  contract,
  signupGrowth,
  regionAndDevice,
  identity,
  planCatalog,
  genreMix,
  contentDuration,
  title,
  eligibility,
  subscriptionLifecycle,
  activeOnly,
  sessionRate,
  weekendLift,
  recencyWindow,
  hourOfDay,
  titlePopularity,
  watchFraction,
  completionNoise,
  playbackDevice,
];

/** What was observed in one dataset, by rule. */
export type Observations = Readonly<Record<string, Observation>>;

/** Observes a range of rows of a dataset for all rules. */
export interface DatasetObserver<Rows> {
  observe(rows: Rows): void;
  /** Once the last batch has been seen. */
  finish(): Observations;
}

export function checkObserver<D extends DatasetName>(dataset: D, context: ObserveContext): DatasetObserver<RowsOf[D]> {
  const observers = ruleChecks.flatMap(({ rule, observe }): [string, CheckObserver<RowsOf[D]>][] => {
    const start = observe[dataset];
    return start === undefined ? [] : [[rule, start(context)]];
  });
  const offenders = observers.flatMap(([, { observation }]) => Object.values(observation.offenders));
  let rowsBefore = 0;
  return {
    observe(rows) {
      for (const [, observer] of observers) observer.observe(rows);
      for (const broken of offenders) placeOffenders(broken, rowsBefore);
      rowsBefore += "batch" in rows ? rows.batch.rows : rows.rows;
    },
    finish() {
      for (const [, observer] of observers) observer.finish?.();
      // How far the naming had come says nothing once the range is done, and would differ with how a file is cut.
      for (const broken of offenders) delete broken.placed;
      return Object.fromEntries(observers.map(([rule, { observation }]) => [rule, observation]));
    },
  };
}

/** Adds `from` into `into`, rule by rule. */
export function addObservations(into: Observations, from: Observations): void {
  for (const [rule, observation] of Object.entries(from)) {
    const sum = into[rule];
    if (sum === undefined) throw new RangeError(`Nothing was observed for ${rule} before`);
    addObservation(sum, observation);
  }
}

/** Line of a row in its file, from 2; null when it cannot be known. */
export type LineOf = (dataset: DatasetName, rangeStart: number, row: number) => number | null;

/** Every check on the datasets observed, in the order of the rule cards. */
export function judge(
  observed: Readonly<Partial<Record<DatasetName, Observations>>>,
  world: World,
  lineOf: LineOf,
): Check[] {
  return ruleChecks.flatMap((check) => {
    const ofRule: Observed = Object.fromEntries(
      datasetNames.flatMap((dataset) => {
        const observation = observed[dataset]?.[check.rule];
        return observation === undefined ? [] : [[dataset, observation]];
      }),
    );
    return check.judge(ofRule, world).map((claim) => checkOf(check.rule, claim, lineOf));
  });
}

function checkOf(rule: string, { name, claim, demand, dataset, ...judgement }: JudgedClaim, lineOf: LineOf): Check {
  const offenders = judgement.offenders.map(({ rangeStart, row, key, found }) => ({
    line: lineOf(dataset, rangeStart, row),
    key,
    found,
  }));
  return { id: `${rule}/${name}`, rule, claim, demand, dataset, ...judgement, offenders };
}

/** How many checks ended how, and what that makes of the run: fail with any failed, pass only with none undecided. */
export function summary(checks: readonly Pick<Check, "verdict">[]): { verdict: Verdict; counts: VerdictCounts } {
  const counts = { pass: 0, fail: 0, undecided: 0 };
  for (const { verdict } of checks) counts[verdict]++;
  return { verdict: counts.fail > 0 ? "fail" : counts.undecided > 0 ? "undecided" : "pass", counts };
}
