// Checks signup-growth: when customers signed up, by the closed form ((d + 1) / 730)^1.5 of the share by day d.

import { nullValue } from "../../csv/columns.ts";
import { signupDays } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeCells } from "../judge-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeInvariant } from "../judgement.ts";
import { customerKey, dateText } from "../keys.ts";
import { newObservation, type Observation, offend, totalOf } from "../observation.ts";
import { percent } from "../wording.ts";

const recentDays = 365;
const bins = 24;
const materialShare = 0.03;
/** Of 10,000 customers in 24 bins, chi-square shows .09. */
const materialSpread = 0.1;

/** Share of customers who sign up in the first `days` of the 730. */
function shareBefore(days: number): number {
  const fraction = days / signupDays;
  return fraction * Math.sqrt(fraction);
}

export const signupGrowth: RuleCheck = {
  rule: "signup-growth",
  observe: {
    customers: ({ world, rangeStart }) => {
      const byDay = new Uint32Array(signupDays);
      const firstDay = world.anchorDay - signupDays;
      const observation = newObservation({ byDay }, ["period"]);
      const outside = (row: number, customer: number, day: number): void =>
        offend(observation.offenders["period"]!, rangeStart, row, () => ({
          key: customerKey(customer),
          found: `signup_date ${dateText(day)}, not ${dateText(firstDay)} to ${dateText(firstDay + signupDays - 1)}`,
        }));
      return {
        observation,
        observe: ({ rows, customer, signupDay }) => {
          for (let row = 0; row < rows; row++) {
            const day = signupDay[row]!;
            const offset = day - firstDay;
            if (offset >= 0 && offset < signupDays) byDay[offset]!++;
            else if (day !== nullValue) outside(row, customer[row]!, day);
          }
        },
      };
    },
  },
  expectations: {
    "recent-year": "1 - (365/730)^1.5 of the customers; exact binomial.",
    growth:
      "(b/730)^1.5 - (a/730)^1.5 of the customers for days a to b, in 24 bins of about the same expectation; chi-square.",
  },
  judge: ({ customers }) =>
    customers === undefined ? [] : [period(customers), recentYear(customers), growth(customers)],
};

const about = { demand: false, dataset: "customers" } as const;

function period({ counts, offenders }: Observation): JudgedClaim {
  const broken = offenders["period"]!;
  return {
    name: "period",
    claim: `Every customer has signed up in the ${signupDays} days before the anchor.`,
    ...about,
    ...judgeInvariant(totalOf(counts["byDay"]!) + broken.count, broken),
  };
}

function recentYear({ counts }: Observation): JudgedClaim {
  const share = 1 - shareBefore(signupDays - recentDays);
  return {
    name: "recent-year",
    claim: `${percent(share)} of customers have signed up in the last ${recentDays} of the ${signupDays} days.`,
    ...about,
    ...judgeShare({
      successes: totalOf(counts["byDay"]!, signupDays - recentDays),
      trials: totalOf(counts["byDay"]!),
      share,
      material: materialShare,
    }),
  };
}

/** The first day by which so large a share has signed up. */
function dayOfShare(share: number): number {
  let day = 0;
  while (shareBefore(day) < share) day++;
  return day;
}

/** In bins that expect about the same: by the end of bin i, i + 1 of 24 customers have signed up. */
function growth({ counts }: Observation): JudgedClaim {
  const edges = Array.from({ length: bins + 1 }, (_, bin) => dayOfShare(bin / bins));
  const between = edges.slice(1).map((to, bin) => [edges[bin]!, to] as const);
  return {
    name: "growth",
    claim: "Signups a day grow with the square root of time.",
    ...about,
    ...judgeCells({
      observed: between.map(([from, to]) => totalOf(counts["byDay"]!, from, to)),
      probabilities: between.map(([from, to]) => shareBefore(to) - shareBefore(from)),
      material: materialSpread,
    }),
  };
}
