// Checks completion-noise against what each row itself says was watched: the noise stays under the tier's ceiling, is uniform
// below it, and is clipped where it must be and nowhere else. Nothing depends on how much was watched of which title.

import { type Tier, tiers } from "../../datasets.ts";
import { fullCompletion, leastCompletion } from "../../rules/completion-noise.ts";
import { leastFraction } from "../../rules/watch-fraction.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeSum } from "../judge-sum.ts";
import { judgeInvariant } from "../judgement.ts";
import { type Observation, totalOf } from "../observation.ts";
import { type Coded, watchingTiers } from "../sessions.ts";
import { fourDecimals, rounded } from "../wording.ts";
import { ceilingsOf, fractionParts, leastCeiling, observeCompletion, reachOf } from "./completion-noise-rows.ts";

const mostCells = 20;
/** Narrower cells of noise would feel the rounding at their edges. */
const leastCellWidth = 3;
const materialSpread = 0.06;
/** In ten-thousandths: where a ceiling reaches the lower clip by less, only the odd session is clipped. */
const leastReach = 50;
/** Of the rows that the clip can reach. */
const materialClip = 0.15;

export const completionNoise: RuleCheck = {
  rule: "completion-noise",
  observe: { usage_logs: observeCompletion },
  expectations: {
    "uniform-*": "Equal parts of -c to c, of the sessions that no clip can reach; chi-square over 20 cells.",
    "upper-clip-*": "For a session that watched x > 1 - c, (x + c - 1) / 2c, each its own probability; Bernstein.",
    "lower-clip-*":
      "For a session that watched x < .05 + c, (.05 + c - x) / 2c, each its own probability, where a ceiling reaches so far; Bernstein.",
  },
  judge: ({ usage_logs: usage }, world) => {
    if (usage === undefined) return [];
    const noisy = watchingTiers(world).filter(({ code }) => ceilingsOf(world)[code]! >= leastCeiling);
    return [
      ceiling(usage, world),
      ...noisy.flatMap((tier) => uniform(usage, world, tier)),
      ...noisy.map((tier) => clip(usage, world, tier, "top")),
      ...noisy.filter(({ code }) => isClippedBelow(world, code)).map((tier) => clip(usage, world, tier, "bottom")),
      ...(tiers.every((_, code) => isClippedBelow(world, code)) ? [] : [outOfReach(usage, world)]),
    ];
  },
};

/** Whether noise can bring sessions of the least fraction to the lower clip: enough of them to judge. */
function isClippedBelow(world: World, code: number): boolean {
  return leastFraction * fullCompletion - ceilingsOf(world)[code]! < leastCompletion - leastReach;
}

function ceiling({ counts, offenders }: Observation, world: World): JudgedClaim {
  const ceilings = tiers.map((tier) => world.behaviour["completion-noise"].ceiling[tier]).join("/");
  return {
    name: "ceiling",
    claim: `completion_rate is the watched share of the title within ${ceilings} (Basic/Standard/Premium), clipped to ${fourDecimals(leastCompletion)} to ${fourDecimals(fullCompletion)}.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeInvariant(counts["rows"]![0]!, offenders["ceiling"]!),
  };
}

/**
 * Noise over cells of equal width, of rows out of any clip's reach. A rate is a whole number, at or above x + t just when it is
 * so for the next whole number up; for whole t that lies the same distance u above x + t, whatever t. Before rounding, the
 * noise was then t + u - .5 or more: the middle cells are as wide as they look, the outer ones by .5 - u more or less.
 */
function uniform({ counts }: Observation, world: World, { name: tier, code }: Coded<Tier>): JudgedClaim[] {
  const ceilings = ceilingsOf(world);
  const c = ceilings[code]!;
  const cells = Math.min(mostCells, Math.floor((2 * c) / leastCellWidth));
  // Under so high a ceiling no session is out of reach of both clips.
  const isOutOfReach = leastCompletion + c + 1 <= fullCompletion - c - 1;
  if (cells < 2 || !isOutOfReach) return [];
  const reach = reachOf(ceilings);
  const width = 2 * reach + 1;
  const noise = counts["noise"]!.subarray(code * width, (code + 1) * width);
  const sessions = totalOf(noise);
  const raised = counts["roundedUp"]![code]! / fractionParts / Math.max(1, sessions);
  const edges = Array.from({ length: cells - 1 }, (_, edge) => Math.round(-c + (2 * c * (edge + 1)) / cells));
  const places = [0, ...edges.map((edge) => edge + reach), width];
  const ends = [-c, ...edges.map((edge) => edge + raised - 0.5), c];
  const claim: JudgedClaim = {
    name: `uniform-${tier.toLowerCase()}`,
    claim: `The noise of ${tier} completions is uniform between -${fourDecimals(c)} and ${fourDecimals(c)}.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeCells({
      observed: Array.from({ length: cells }, (_, cell) => totalOf(noise, places[cell]!, places[cell + 1]!)),
      probabilities: Array.from({ length: cells }, (_, cell) => ends[cell + 1]! - ends[cell]!),
      material: materialSpread,
    }),
  };
  return [claim];
}

const ends = {
  top: { name: "upper-clip", words: "up to", at: fullCompletion },
  bottom: { name: "lower-clip", words: "down to", at: leastCompletion },
} as const;

/** Of the rows whose noise may reach an end of the scale, each with a probability of its own, those that are there. */
function clip(
  { counts }: Observation,
  world: World,
  { name: tier, code }: Coded<Tier>,
  end: keyof typeof ends,
): JudgedClaim {
  const { name, words, at } = ends[end];
  const counted = (what: string): number => counts[`${end}.${what}`]![code]!;
  const near = counted("near");
  return {
    name: `${name}-${tier.toLowerCase()}`,
    claim: `${tier} completions that noise of ${fourDecimals(ceilingsOf(world)[code]!)} would carry past ${fourDecimals(at)} are clipped to it, ${words} the expected share.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeSum({
      statistic: "share",
      n: near,
      sum: counted("at"),
      expectedSum: counted("expected") / fractionParts,
      variance: counted("variance") / fractionParts,
      bound: 1,
      per: near,
      material: materialClip,
    }),
  };
}

function outOfReach({ counts, offenders }: Observation, world: World): JudgedClaim {
  const names = tiers.filter((_, code) => !isClippedBelow(world, code));
  const largest = Math.max(...names.map((tier) => world.behaviour["completion-noise"].ceiling[tier]));
  return {
    name: "lower-clip",
    claim: `No ${names.join(" or ")} completion is clipped to ${fourDecimals(leastCompletion)}: noise of ${rounded(largest, 4)} leaves ${leastFraction} above it.`,
    demand: true,
    dataset: "usage_logs",
    ...judgeInvariant(counts["rows"]![0]!, offenders["lower-clip"]!),
  };
}
