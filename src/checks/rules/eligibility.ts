// Checks eligibility: demanded is that nothing starts before its customer's signup. How many subscribe, and when, is judged among
// customers who signed up so early that their first subscription must show, whatever became of it.

import { nullValue } from "../../csv/columns.ts";
import type { SubscriptionBatch } from "../../csv/scan-batch.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeEven } from "../even-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeInvariant } from "../judgement.ts";
import { dateText, subscriptionKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";
import { percent } from "../wording.ts";

const materialNever = 0.02;
const materialSameDay = 0.04;
/** Of the 2,770 who start later among 10,000 customers, chi-square shows .16. */
const materialDelay = 0.2;

export const eligibility: RuleCheck = {
  rule: "eligibility",
  observe: {
    customers: ({ world }) => {
      const settled = new Float64Array(1);
      const last = lastSettledSignup(world);
      return {
        observation: newObservation({ settled }),
        observe: ({ rows, signupDay }) => {
          for (let row = 0; row < rows; row++) {
            if (signupDay[row]! <= last && signupDay[row] !== nullValue) settled[0]!++;
          }
        },
      };
    },
    subscriptions: ({ world, rangeStart }) => {
      const { maxDelayDays } = world.behaviour.eligibility;
      const byDelay = new Uint32Array(maxDelayDays + 1);
      const subscribed = new Float64Array(1);
      const observation = newObservation({ byDelay, rows: new Float64Array(1), subscribed }, [
        "after-signup",
        "delay-bound",
      ]);
      const { "after-signup": early, "delay-bound": late } = observation.offenders;
      const last = lastSettledSignup(world);
      const broken = (offenders: Offenders, batch: SubscriptionBatch, row: number, signup: number): void =>
        offend(offenders, rangeStart, row, () => ({
          key: subscriptionKey(batch.subscriber[row]!, batch.sequence[row]!),
          found: `start_date ${dateText(batch.startDay[row]!)}, signup_date ${dateText(signup)}`,
        }));
      return {
        observation,
        observe: ({ batch, signupDay }) => {
          const { rows, sequence, startDay } = batch;
          observation.counts["rows"]![0]! += rows;
          for (let row = 0; row < rows; row++) {
            const signup = signupDay[row]!;
            const start = startDay[row]!;
            if (signup === nullValue || start === nullValue) continue;
            const delay = start - signup;
            if (delay < 0) broken(early!, batch, row, signup);
            if (sequence[row] !== 1) continue;
            if (signup <= last) subscribed[0]!++;
            if (delay > maxDelayDays) broken(late!, batch, row, signup);
            else if (delay >= 0 && signup <= last) byDelay[delay]!++;
          }
        },
      };
    },
  },
  expectations: {
    never: "never, of the customers who signed up more than maxDelayDays days before the as-of date; exact binomial.",
    "same-day": "sameDay, of the subscribers among them; exact binomial.",
    delays: "1/maxDelayDays each, of those who start later; chi-square.",
  },
  judge: ({ customers, subscriptions }, world) => {
    if (subscriptions === undefined) return [];
    const shares = customers === undefined ? [] : [never(customers, subscriptions, world)];
    return [...bounds(subscriptions, world), ...shares, ...starts(subscriptions, world)];
  },
};

/** Whoever has signed up by then, and ever subscribes, has a subscription that began before the as-of date. */
function lastSettledSignup(world: World): number {
  return world.asOfDay - 1 - world.behaviour.eligibility.maxDelayDays;
}

const about = { demand: false, dataset: "subscriptions" } as const;

function bounds({ counts, offenders }: Observation, world: World): JudgedClaim[] {
  const { maxDelayDays } = world.behaviour.eligibility;
  const rows = totalOf(counts["rows"]!);
  return [
    {
      name: "after-signup",
      claim: "Every subscription starts on or after its customer's signup.",
      ...about,
      demand: true,
      ...judgeInvariant(rows, offenders["after-signup"]!),
    },
    {
      name: "delay-bound",
      claim: `Every first subscription starts at most ${maxDelayDays} days after signup.`,
      ...about,
      ...judgeInvariant(rows, offenders["delay-bound"]!),
    },
  ];
}

function never(customers: Observation, { counts }: Observation, world: World): JudgedClaim {
  const share = world.behaviour.eligibility.never;
  const settled = customers.counts["settled"]![0]!;
  return {
    name: "never",
    claim: `${percent(share)} of customers never subscribe.`,
    ...about,
    ...judgeShare({
      // In files with a first subscription twice there could be more of them than customers.
      successes: Math.max(0, settled - counts["subscribed"]![0]!),
      trials: settled,
      share,
      material: materialNever,
    }),
  };
}

/** Says nothing of starts that cannot be. */
function starts({ counts }: Observation, world: World): JudgedClaim[] {
  const { never: silent, sameDay, maxDelayDays } = world.behaviour.eligibility;
  if (silent === 1) return [];
  const byDelay = counts["byDelay"]!;
  const onSignupDay: JudgedClaim = {
    name: "same-day",
    claim: `${percent(sameDay)} of subscribers start on the day of their signup.`,
    ...about,
    ...judgeShare({
      successes: byDelay[0]!,
      trials: totalOf(byDelay),
      share: sameDay,
      material: materialSameDay,
    }),
  };
  if (sameDay === 1 || maxDelayDays === 1) return [onSignupDay];
  return [
    onSignupDay,
    {
      name: "delays",
      claim: `The others start 1 to ${maxDelayDays} days later, all equally often.`,
      ...about,
      ...judgeEven({ observed: byDelay.slice(1), material: materialDelay }),
    },
  ];
}
