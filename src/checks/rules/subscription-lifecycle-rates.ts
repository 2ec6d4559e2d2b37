// Judges what subscription-lifecycle-rows.ts has counted: tiers drawn, events a billing period among those at risk, and winbacks.
// A billing period's event has its probability whatever came before, so that the events less their expectation are a martingale.

import { type Tier, tiers } from "../../datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../../rules/subscription-lifecycle.ts";
import { signupDays, type World } from "../../rules/world.ts";
import type { JudgedClaim } from "../check.ts";
import { judgeEven } from "../even-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { bernsteinHalfWidth, judgeBounded, judgeSum } from "../judge-sum.ts";
import type { Judgement } from "../judgement.ts";
import { type Observation, totalOf } from "../observation.ts";
import { reachedTiers } from "../sessions.ts";
import { percent } from "../wording.ts";
import { winbackDelays } from "./subscription-lifecycle-rows.ts";

const materialTier = 0.035;
/** Of the few hundred first winbacks among 10,000 customers. */
const materialWinbackTier = 0.2;
const materialWinback = 0.08;
/** As a share of the days between the shortest and the longest delay. */
const materialDelay = 0.2;
const winbacksForDelays = 1000;
const materialDelays = 0.35;
/** In standard deviations of one period's event, or as a share of its probability, whichever is more. */
const materialEvent = 0.06;
const materialPart = 0.2;
/** For what is never to happen: of 200 periods, one would show. */
const leastMaterial = 0.005;
/**
 * Freedman's bound is for a variance fixed beforehand; how many periods come to be at risk is not. So each slice of their
 * number, from one to the most there can be, each a tenth wider than the one before, has its share of the error.
 */
const sliceWidth = 1.1;
/** Billing periods that begin in the two years of signups. */
const mostPeriodsACustomer = Math.ceil(signupDays / billingPeriodDays);

type Lifecycle = World["behaviour"]["subscription-lifecycle"];

/** The claims about counts; none about what the parameters leave no room for. */
export function lifecycleRates(observation: Observation, world: World): JudgedClaim[] {
  const lifecycle = world.behaviour["subscription-lifecycle"];
  const reached = reachedTiers(world);
  const canReturn = lifecycle.winback > 0 && reached.some((tier) => lifecycle.leave[tier] > 0);
  return [
    ...(reached.length === 0 ? [] : newTiers(observation, lifecycle)),
    ...reached.map((tier) => leaving(observation, world, tier)),
    ...reached.flatMap((tier) => changes(observation, world, tier)),
    ...(reached.some((tier) => lifecycle.leave[tier] > 0) ? [winback(observation, lifecycle)] : []),
    ...(canReturn ? [...winbackTiers(observation, lifecycle), ...delays(observation)] : []),
  ];
}

function claimed(name: string, claim: string, judgement: Judgement): JudgedClaim {
  return { name, claim, demand: false, dataset: "subscriptions", ...judgement };
}

function newTiers({ counts }: Observation, { tierShares }: Lifecycle): JudgedClaim[] {
  const byTier = counts["newByTier"]!;
  return tiers.map((tier, code) =>
    claimed(
      `new-${tier.toLowerCase()}`,
      `${percent(tierShares[tier])} of customers begin with ${tier}.`,
      judgeShare({
        successes: byTier[code]!,
        trials: totalOf(byTier),
        share: tierShares[tier],
        material: materialTier,
      }),
    ),
  );
}

function winbackTiers({ counts }: Observation, { tierShares }: Lifecycle): JudgedClaim[] {
  const byTier = counts["winbackByTier"]!;
  return tiers.map((tier, code) =>
    claimed(
      `winback-${tier.toLowerCase()}`,
      `${percent(tierShares[tier])} of customers who come back do so on ${tier}, whatever they had before.`,
      judgeShare({
        successes: byTier[code]!,
        trials: totalOf(byTier),
        share: tierShares[tier],
        material: materialWinbackTier,
      }),
    ),
  );
}

function leaving({ counts }: Observation, { behaviour, customers }: World, tier: Tier): JudgedClaim {
  const { leave } = behaviour["subscription-lifecycle"];
  const code = tiers.indexOf(tier);
  return claimed(
    `leave-${tier.toLowerCase()}`,
    `${percent(leave[tier])} of ${tier} subscribers leave at the end of a billing period.`,
    judgeEvents(counts["leaves"]![code]!, counts["begun"]![code]!, leave[tier], customers),
  );
}

/** There is nothing above Premium and nothing below Basic. */
function changes({ counts }: Observation, { behaviour, customers }: World, tier: Tier): JudgedClaim[] {
  const { upgrade, downgrade } = behaviour["subscription-lifecycle"];
  const code = tiers.indexOf(tier);
  const [above, below] = [tiers[code + 1], tiers[code - 1]];
  const periods = counts["over"]![code]!;
  const change = (name: string, events: number, probability: number, to: Tier): JudgedClaim =>
    claimed(
      `${name}-${tier.toLowerCase()}`,
      `${percent(probability)} of ${tier} subscribers move to ${to} at the end of a billing period.`,
      judgeEvents(events, periods, probability, customers),
    );
  return [
    ...(above === undefined ? [] : [change("upgrade", counts["upgrades"]![code]!, upgrade[tier], above)]),
    ...(below === undefined ? [] : [change("downgrade", counts["downgrades"]![code]!, downgrade[tier], below)]),
  ];
}

/** Events among periods at risk in a world of so many customers. The number of periods depends on earlier events, as binomial trials' does not. */
export function judgeEvents(events: number, periods: number, probability: number, customers: number): Judgement {
  const statistic = "share of billing periods";
  const deviation = Math.sqrt(probability * (1 - probability));
  const material = Math.max(materialEvent * deviation, materialPart * probability, leastMaterial);
  if (periods === 0 || probability === 0 || probability === 1) {
    return judgeShare({ statistic, successes: events, trials: periods, share: probability, material });
  }
  const variance = sliceWidth * probability * (1 - probability) * periods;
  const slices = 1 + Math.ceil(Math.log(mostPeriodsACustomer * customers) / Math.log(sliceWidth));
  const bound = Math.max(probability, 1 - probability);
  return judgeBounded({
    statistic,
    n: periods,
    observed: events / periods,
    expected: probability,
    standardError: deviation / Math.sqrt(periods),
    halfWidth: (error) => bernsteinHalfWidth(variance, bound, error / slices) / periods,
    effectSize: (events / periods - probability) / deviation,
    material,
  });
}

/** Each one's return is drawn when it leaves: given the first-time leavers, those who come back are binomial. */
function winback({ counts }: Observation, lifecycle: Lifecycle): JudgedClaim {
  const { longest } = winbackDelayDays;
  return claimed(
    "winback",
    `${percent(lifecycle.winback)} of those who leave for the first time come back within ${longest} days.`,
    judgeShare({
      successes: counts["returned"]![0]!,
      trials: counts["leavers"]![0]!,
      share: lifecycle.winback,
      material: materialWinback,
    }),
  );
}

function delays({ counts }: Observation): JudgedClaim[] {
  const { shortest, longest } = winbackDelayDays;
  const byDelay = counts["byWinbackDelay"]!;
  const returned = totalOf(byDelay);
  const middle = (shortest + longest) / 2;
  let sum = 0;
  for (let index = 0; index < byDelay.length; index++) sum += (shortest + index) * byDelay[index]!;
  const mean = claimed(
    "winback-mean",
    `Customers come back ${middle} days after the end, on average.`,
    judgeSum({
      statistic: "mean",
      unit: "days",
      n: returned,
      sum,
      expectedSum: middle * returned,
      // Of the discrete uniform over so many days.
      variance: (returned * (winbackDelays * winbackDelays - 1)) / 12,
      bound: (winbackDelays - 1) / 2,
      per: returned,
      material: materialDelay * (longest - shortest),
    }),
  );
  if (returned < winbacksForDelays) return [mean];
  const words = `Every delay from ${shortest} to ${longest} days is equally frequent.`;
  return [mean, claimed("winback-delays", words, judgeEven({ observed: byDelay, material: materialDelays }))];
}
