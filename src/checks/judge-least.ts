// Judging a promised minimum: at least this share of the rows. More is no fault, so only the lower tail counts.

import { binomialTails } from "../stats/count-tails.ts";
import { type Judgement, judged, type Limits, perCheckError, undecided } from "./judgement.ts";

export interface LeastQuestion extends Pick<Limits, "material"> {
  readonly successes: number;
  readonly trials: number;
  /** The promised share, 0..1. */
  readonly least: number;
}

/** Judges whether successes among independent trials have at least a share, by the binomial's lower tail; one-sided. */
export function judgeLeast({ successes, trials, least, material }: LeastQuestion): Judgement {
  const statistic = "share, at least";
  if (trials === 0) return undecided(statistic, 0, { material }, "There are no rows to judge.");
  const share = successes / trials;
  const { atMost } = binomialTails(successes, trials, least);
  const detectable = least - highestFailing(trials, least) / trials;
  return judged(
    {
      statistic,
      n: trials,
      standardError: Math.sqrt((least * (1 - least)) / trials),
      effectSize: 2 * Math.asin(Math.sqrt(share)) - 2 * Math.asin(Math.sqrt(least)),
      material,
    },
    { observed: share, expected: least, detectable, pValue: atMost, failed: atMost < perCheckError },
  );
}

/** The largest count of successes that fails, or -1 when none does. */
function highestFailing(trials: number, least: number): number {
  let failing = -1;
  let fine = Math.ceil(least * trials);
  while (fine - failing > 1) {
    const middle = Math.floor((failing + fine) / 2);
    if (binomialTails(middle, trials, least).atMost < perCheckError) failing = middle;
    else fine = middle;
  }
  return failing;
}
