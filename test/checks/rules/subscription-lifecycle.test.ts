// subscription-lifecycle: what must hold of subscriptions one by one and one after the other, and which periods and events are
// counted, by hand-made histories.
import { describe, expect, it } from "vitest";
import { subscriptionLifecycle } from "../../../src/checks/rules/subscription-lifecycle.ts";
import { isoDate } from "../../../src/rules/world.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 1000 });
const { asOfDay } = world;
const plans = linesOf(world, "plans");

/** A subscription from so many days before the as-of date to so many days before it, or open. */
interface Row {
  readonly from: number;
  readonly to?: number;
  readonly plan?: 1 | 2 | 3;
  readonly change?: string;
  readonly sequence?: number;
  readonly status?: string;
}

/** Claims on the subscriptions of customers 1, 2 and so on. */
function judged(histories: readonly (readonly Row[])[], rowsARange?: number) {
  const subscriptions = histories.flatMap((history, customer) => {
    const key = String(customer + 1).padStart(9, "0");
    return history.map((row, index) => {
      const { from, to, plan = 1, change = index === 0 ? "new" : "winback", sequence = index + 1 } = row;
      const status = row.status ?? (to === undefined ? "active" : to < 0 ? "canceling" : "ended");
      const end = to === undefined ? "" : isoDate(asOfDay - to);
      return `S${key}-${sequence},C${key},P${plan},${isoDate(asOfDay - from)},${end},${status},${change}`;
    });
  });
  return claimsOn(subscriptionLifecycle, { plans, subscriptions }, world, rowsARange);
}

/** Trials and successes of a claim about a share. */
function counted(claims: ReturnType<typeof judged>, name: string): [trials: number, successes: number] {
  const { n, observed } = claimOf(claims, name);
  return [n, Math.round((observed ?? 0) * n)];
}

const offenders = (histories: readonly (readonly Row[])[], name: string): string[] =>
  claimOf(judged(histories), name).offenders.map(({ key, found }) => `${key}: ${found}`);

describe("the invariants of subscription-lifecycle", () => {
  it("hold for open, ended, canceling, changed and returned subscriptions", () => {
    const claims = judged([
      [{ from: 100 }],
      [{ from: 100, to: 40 }],
      [{ from: 29, to: -1 }],
      [{ from: 30, to: 0 }],
      [
        { from: 100, to: 70 },
        { from: 70, plan: 2, change: "upgrade", to: 10 },
        { from: 10, plan: 1, change: "downgrade" },
      ],
      [
        { from: 400, to: 370 },
        { from: 340, plan: 3 },
      ],
      [{ from: 400, to: 370 }, { from: 190 }],
    ]);
    expect(namesWith("fail", claims)).toEqual([]);
    expect(namesWith("pass", claims).slice(0, 7)).toEqual([
      "one-at-a-time",
      "sequence",
      "started",
      "billing-periods",
      "status",
      "plan-changes",
      "winback-delay",
    ]);
    expect(claimOf(claims, "sequence").n).toBe(11);
  });

  it("name a subscription that starts before the one before ends, or while that is open", () => {
    const histories = [
      [{ from: 100, to: 40 }, { from: 41 }],
      [{ from: 100 }, { from: 41 }],
      [{ from: 100, to: 70 }, { from: 40 }],
    ];
    expect(offenders(histories, "one-at-a-time")).toEqual([
      "S000000001-2: starts 2025-11-21, the one before ends 2025-11-22",
      "S000000002-2: starts 2025-11-21, the one before ends (empty)",
    ]);
  });

  it("name sequences with a gap, a second new one and a first that is not new", () => {
    const histories = [
      [
        { from: 400, to: 370 },
        { from: 330, sequence: 3 },
      ],
      [
        { from: 400, to: 370 },
        { from: 330, change: "new" },
      ],
      [{ from: 400, change: "winback" }],
      [{ from: 400, sequence: 2 }],
    ];
    expect(offenders(histories, "sequence").map((found) => found.split(":")[0])).toEqual([
      "S000000001-3",
      "S000000002-2",
      "S000000003-1",
      "S000000004-2",
    ]);
  });

  it("name starts on the as-of date, and lengths that are no whole periods or end in a period that has not begun", () => {
    expect(offenders([[{ from: 0 }], [{ from: 1 }]], "started")).toEqual(["S000000001-1: start_date 2026-01-01"]);
    const histories = [
      [{ from: 100, to: 71 }],
      [{ from: 100, to: 100 }],
      [{ from: 100, to: -20 }],
      [{ from: 90, to: -30 }],
    ];
    expect(offenders(histories, "billing-periods")).toEqual([
      "S000000001-1: 2025-09-23 to 2025-10-22: 29 days",
      "S000000002-1: 2025-09-23 to 2025-09-23: 0 days",
      "S000000004-1: 2025-10-03 to 2026-01-31: 120 days",
    ]);
  });

  it("name a status that does not fit the end", () => {
    const histories = [
      [{ from: 100, status: "ended" }],
      [{ from: 30, to: 0, status: "canceling" }],
      [{ from: 29, to: -1, status: "ended" }],
      [{ from: 29, to: -1, status: "active" }],
    ];
    expect(offenders(histories, "status")).toHaveLength(4);
  });

  it("name changes of plan by another step or after a day, and winbacks too early or too late", () => {
    const histories = [
      [
        { from: 100, to: 70 },
        { from: 70, plan: 3, change: "upgrade" },
      ],
      [
        { from: 100, to: 70 },
        { from: 69, plan: 2, change: "upgrade" },
      ],
      [
        { from: 100, to: 70 },
        { from: 70, plan: 2, change: "downgrade" },
      ],
      [{ from: 400, to: 370 }, { from: 341 }],
      [{ from: 400, to: 370 }, { from: 189 }],
    ] satisfies Row[][];
    expect(offenders(histories, "plan-changes")).toEqual([
      "S000000001-2: upgrade from Basic to Premium after 0 days",
      "S000000002-2: upgrade from Basic to Standard after 1 days",
      "S000000003-2: downgrade from Basic to Standard after 0 days",
    ]);
    expect(offenders(histories, "winback-delay")).toEqual([
      "S000000004-2: comes back after 29 days",
      "S000000005-2: comes back after 181 days",
    ]);
  });
});

describe("the counts of subscription-lifecycle", () => {
  it.each([
    ["1 day old", { from: 1 }, [1, 0], 0],
    ["30 days old", { from: 30 }, [1, 0], 0],
    ["31 days old", { from: 31 }, [2, 0], 1],
    ["90 days old", { from: 90 }, [3, 0], 2],
    ["ended after two of its periods", { from: 100, to: 40 }, [2, 1], 2],
    ["ending in the period at hand", { from: 10, to: -20 }, [1, 1], 0],
    ["ending on the as-of date, when no change would show", { from: 60, to: 0 }, [2, 1], 1],
  ] as const)("take a subscription %s for its periods", (_, row, leaving, over) => {
    const claims = judged([[row]]);
    expect(counted(claims, "leave-basic")).toEqual(leaving);
    expect(claimOf(claims, "upgrade-basic").n).toBe(over);
    expect(counted(claims, "new-basic")).toEqual([1, 1]);
  });

  it("take an end on which the next tier starts for a change, and any other for leaving", () => {
    const claims = judged([
      [
        { from: 400, to: 370, plan: 2 },
        { from: 370, to: 310, plan: 3, change: "upgrade" },
        { from: 310, to: 280, plan: 2, change: "downgrade" },
        { from: 240, plan: 2 },
      ],
    ]);
    expect(counted(claims, "leave-standard")).toEqual([1 + 1 + 8, 1]);
    expect(counted(claims, "leave-premium")).toEqual([2, 0]);
    expect(counted(claims, "upgrade-standard")).toEqual([1 + 1 + 7, 1]);
    expect(counted(claims, "downgrade-standard")).toEqual([9, 0]);
    expect(counted(claims, "downgrade-premium")).toEqual([2, 1]);
    expect(counted(claims, "new-standard")).toEqual([1, 1]);
    expect(counted(claims, "winback-standard")).toEqual([1, 1]);
  });

  it("ask of each customer's first leaving alone whether it led back, and only once a winback must show", () => {
    const back = [
      { from: 700, to: 670 },
      { from: 620, to: 590 },
      { from: 500, plan: 3 },
    ] satisfies Row[];
    const claims = judged([
      back,
      [{ from: 700, to: 670 }],
      [{ from: 210, to: 180 }],
      [{ from: 211, to: 181 }, { from: 1 }],
    ]);
    expect(counted(claims, "winback")).toEqual([3, 2]);
    expect(counted(claims, "winback-basic")).toEqual([2, 2]);
    const { n, observed } = claimOf(claims, "winback-mean");
    expect([n, observed]).toEqual([2, (50 + 180) / 2]);
  });

  it("leave out rows whose days are broken, and rows on a plan that is none", () => {
    const claims = judged([[{ from: 100, to: 71 }], [{ from: 0 }]]);
    expect(claimOf(claims, "leave-basic").n).toBe(0);
    const rows = ["S000000001-1,C000000001,P1,2025-12-01,,active,new"];
    expect(claimOf(claimsOn(subscriptionLifecycle, { subscriptions: rows }, world), "leave-basic").n).toBe(0);
  });

  it("are the same in one range and in many, and fail nothing in a generated world", () => {
    const lines = { plans, subscriptions: linesOf(world, "subscriptions") };
    const whole = claimsOn(subscriptionLifecycle, lines, world);
    expect(claimsOn(subscriptionLifecycle, lines, world, 100)).toEqual(whole);
    expect(namesWith("fail", whole)).toEqual([]);
  });
});
