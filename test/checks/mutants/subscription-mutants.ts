// Mutants of what subscriptions.csv says: who subscribes and when, and how subscriptions begin, change and end.
import { tiers } from "../../../src/datasets.ts";
import { billingPeriodDays, winbackDelayDays } from "../../../src/rules/subscription-lifecycle.ts";
import { dayNumber, isoDate, windowDays } from "../../../src/rules/world.ts";
import type { EditableFiles, RowOf } from "./editable-files.ts";
import { enough, type Mutant } from "./mutant.ts";

type Subscription = RowOf["subscriptions"];

function later(date: string, days: number): string {
  return isoDate(dayNumber(date) + days);
}

const isFirst = ({ subscription_id }: Subscription): boolean => subscription_id.endsWith("-1");

/** Signup moved to a number of days after the start of the customer's first subscription. */
function signUp(files: EditableFiles, daysAfterStart: number): void {
  const first = files.rows("subscriptions").find(isFirst)!;
  files.changeOne("customers", ({ customer_id }) =>
    customer_id === first.customer_id ? { signup_date: later(first.start_date, daysAfterStart) } : undefined,
  );
}

export const eligibilityMutants: readonly Mutant[] = [
  {
    rule: "eligibility",
    wrong: "one subscription starts the day before its customer's signup",
    edit: (files) => signUp(files, 1),
    fails: ["eligibility/after-signup"],
  },
  {
    rule: "eligibility",
    wrong: "one first subscription starts 15 days after signup",
    edit: (files) => signUp(files, -15),
    fails: ["eligibility/delay-bound"],
  },
  {
    rule: "eligibility",
    wrong: "8 % (5.7 %) of customers never subscribe for 5 %",
    customers: enough,
    made: { small: { eligibility: { never: 0.08 } }, large: { eligibility: { never: 0.057 } } },
    fails: ["eligibility/never"],
  },
  {
    rule: "eligibility",
    wrong: "60 % (68 %) of subscribers start on signup day for 70 %",
    customers: enough,
    made: { small: { eligibility: { sameDay: 0.6 } }, large: { eligibility: { sameDay: 0.68 } } },
    fails: ["eligibility/same-day"],
  },
  {
    rule: "eligibility",
    wrong: "first subscriptions start up to 20 days after signup for 14",
    customers: enough,
    made: { eligibility: { maxDelayDays: 20 } },
    // Starts beyond the bound are left out of the spread of the others.
    fails: ["eligibility/delay-bound", "eligibility/same-day"],
  },
  {
    rule: "eligibility",
    wrong: "first subscriptions start up to 11 days after signup for 14",
    customers: enough,
    made: { eligibility: { maxDelayDays: 11 } },
    fails: ["eligibility/delays"],
  },
];

const lifecycle = "subscription-lifecycle";

const ofAllTiers = (name: string): string[] => tiers.map((tier) => `${lifecycle}/${name}-${tier.toLowerCase()}`);

/** Moves open winbacks that started before the window half way to the shortest delay: no session is any the wiser. */
function hasten(files: EditableFiles): void {
  const windowStart = isoDate(files.world.asOfDay - windowDays);
  let before: Subscription | undefined;
  files.change("subscriptions", (row) => {
    const ended = before?.end_date;
    before = row;
    if (row.change_type !== "winback" || row.end_date !== "" || row.start_date > windowStart || !ended)
      return undefined;
    const delay = dayNumber(row.start_date) - dayNumber(ended);
    return { start_date: later(ended, Math.floor((delay + winbackDelayDays.shortest) / 2)) };
  });
}

/** One subscription that others follow, or that ended long ago, so that a day more or less moves no sharing or session. */
function changeOneEnded(
  files: EditableFiles,
  follower: string | undefined,
  change: (row: Subscription) => Partial<Subscription>,
): void {
  const rows = files.rows("subscriptions");
  const longAgo = isoDate(files.world.asOfDay - 100);
  files.changeOne("subscriptions", (row, index) => {
    const next = rows[index + 1];
    const followed = next?.customer_id === row.customer_id ? next.change_type : undefined;
    return row.end_date !== "" && row.end_date < longAgo && followed === follower ? change(row) : undefined;
  });
}

export const lifecycleMutants: readonly Mutant[] = [
  {
    rule: lifecycle,
    wrong: "subscribers leave with half (a tenth) more than declared",
    customers: enough,
    made: {
      small: { [lifecycle]: { leave: { Basic: 0.085, Standard: 0.07, Premium: 0.05 } } },
      large: { [lifecycle]: { leave: { Basic: 0.06, Standard: 0.044, Premium: 0.0285 } } },
    },
    fails: [`${lifecycle}/leave-basic`, `${lifecycle}/leave-standard`, `${lifecycle}/leave-premium`],
  },
  {
    rule: lifecycle,
    wrong: "more subscribers upgrade than declared",
    customers: enough,
    made: {
      small: { [lifecycle]: { upgrade: { Basic: 0.05, Standard: 0.04 } } },
      large: { [lifecycle]: { upgrade: { Basic: 0.034, Standard: 0.024 } } },
    },
    fails: [`${lifecycle}/upgrade-basic`, `${lifecycle}/upgrade-standard`],
  },
  {
    rule: lifecycle,
    wrong: "more subscribers downgrade than declared",
    customers: enough,
    made: {
      small: { [lifecycle]: { downgrade: { Standard: 0.025, Premium: 0.035 } } },
      large: { [lifecycle]: { downgrade: { Standard: 0.013, Premium: 0.019 } } },
    },
    fails: [`${lifecycle}/downgrade-standard`, `${lifecycle}/downgrade-premium`],
  },
  {
    rule: lifecycle,
    wrong: "40 % (20 %) of leavers come back for 15 %",
    customers: enough,
    made: { small: { [lifecycle]: { winback: 0.4 } }, large: { [lifecycle]: { winback: 0.2 } } },
    fails: [`${lifecycle}/winback`],
  },
  {
    rule: lifecycle,
    wrong: "70 % (30 %) begin and come back on Premium for 25 %",
    customers: { small: 12_000 },
    made: {
      small: { [lifecycle]: { tierShares: { Basic: 0.15, Standard: 0.15, Premium: 0.7 } } },
      large: { [lifecycle]: { tierShares: { Basic: 0.375, Standard: 0.325, Premium: 0.3 } } },
    },
    fails: {
      small: [...ofAllTiers("new"), ...ofAllTiers("winback")],
      large: ofAllTiers("new"),
    },
  },
  {
    rule: lifecycle,
    wrong: "winbacks come after half the delay, in a world of many",
    customers: enough,
    declared: { behaviour: { [lifecycle]: { leave: { Basic: 0.1, Standard: 0.1, Premium: 0.1 }, winback: 0.8 } } },
    edit: hasten,
    fails: [`${lifecycle}/winback-mean`, `${lifecycle}/winback-delays`],
  },
  {
    rule: lifecycle,
    wrong: "one subscription is active with an end date in the past",
    edit: (files) => changeOneEnded(files, undefined, () => ({ status: "active" })),
    fails: [`${lifecycle}/status`],
  },
  {
    rule: lifecycle,
    wrong: "one subscription ends a day after its period",
    edit: (files) => changeOneEnded(files, undefined, ({ end_date }) => ({ end_date: later(end_date, 1) })),
    fails: [`${lifecycle}/billing-periods`],
  },
  {
    rule: lifecycle,
    wrong: "one subscription runs on for a period beside the one that followed it",
    edit: (files) =>
      changeOneEnded(files, "upgrade", ({ end_date }) => ({ end_date: later(end_date, billingPeriodDays) })),
    fails: [`${lifecycle}/one-at-a-time`, `${lifecycle}/plan-changes`],
  },
  {
    rule: lifecycle,
    wrong: "one upgrade is called a winback",
    edit: (files) =>
      files.changeOne("subscriptions", ({ change_type }) =>
        change_type === "upgrade" ? { change_type: "winback" } : undefined,
      ),
    fails: [`${lifecycle}/winback-delay`],
  },
  {
    rule: lifecycle,
    wrong: "one first subscription is called a winback",
    edit: (files) => files.changeOne("subscriptions", () => ({ change_type: "winback" })),
    fails: [`${lifecycle}/sequence`],
  },
  {
    rule: lifecycle,
    wrong: "one subscription starts on the as-of date",
    edit: (files) => {
      const { asOfDay } = files.world;
      const lately = isoDate(asOfDay - 10);
      const signups = new Map(files.rows("customers").map((row) => [row.customer_id, row.signup_date]));
      const watchers = new Set(files.lines("usage_logs").map((line) => line.split(",", 2)[1]));
      files.changeOne("subscriptions", ({ customer_id, end_date }) =>
        signups.get(customer_id)! > lately && end_date === "" && !watchers.has(customer_id)
          ? { start_date: isoDate(asOfDay) }
          : undefined,
      );
    },
    fails: [`${lifecycle}/started`],
  },
];
