import { describe, expect, test } from "vitest";
import { activeOnly } from "../../../src/checks/rules/active-only.ts";
import { testWorld } from "../../worlds.ts";
import { judgedRows } from "./claims.ts";
import { claimsOn, type Lines } from "./hand-made.ts";

const world = testWorld({ asOf: "2026-01-01", customers: 4, content: 10 });

/** Four customers: subscribed for long; until the as-of date; upgraded on 2025-12-05; and never. */
const dimensions: Lines = {
  customers: [1, 2, 3, 4].map(
    (number) => `C00000000${number},A,B,a.b${number}@example.com,1980,NY,Northeast,web,2024-05-0${number}`,
  ),
  plans: ["P1,Basic,7.99,1,HD", "P2,Standard,13.99,2,FHD", "P3,Premium,19.99,4,UHD"],
  content: ["T0000001,The Title,movie,Drama,100.0,2020-01-01"],
  subscriptions: [
    "S000000001-1,C000000001,P1,2024-05-01,,active,new",
    "S000000002-1,C000000002,P1,2024-05-02,2026-01-01,ended,new",
    "S000000003-1,C000000003,P1,2024-05-03,2025-12-05,ended,new",
    "S000000003-2,C000000003,P2,2025-12-05,2026-01-04,canceling,upgrade",
  ],
};

/** A session of a customer on a day under a subscription. */
function session(date: string, customer: number, subscription: string): string {
  const id = `U${date.replaceAll("-", "")}-00000000${customer}-1`;
  return `${id},C00000000${customer},${subscription},T0000001,${date}T20:00:00Z,web,50.00,0.5000`;
}

function judged(...usage: string[]) {
  const [active, ...others] = claimsOn(activeOnly, { ...dimensions, usage_logs: usage }, world);
  expect(others).toEqual([]);
  return active!;
}

describe("active-only/active", () => {
  test("passes sessions of active and canceling subscriptions from their first day to the last", () => {
    const active = judged(
      session("2025-11-02", 1, "S000000001-1"),
      session("2025-12-05", 3, "S000000003-2"),
      session("2025-12-31", 3, "S000000003-2"),
    );
    expect(active).toMatchObject({ verdict: "pass", n: 3, observed: 0, demand: true });
  });

  test("names a session of a subscription that ends on the as-of date", () => {
    const active = judged(session("2025-12-01", 2, "S000000002-1"), session("2025-12-02", 1, "S000000001-1"));
    expect(active).toMatchObject({ verdict: "fail", n: 2, observed: 1 });
    expect(active.offenders).toMatchObject([
      {
        row: 0,
        key: "U20251201-000000002-1",
        found: "S000000002-1 is not active on 2026-01-01, or not its customer's last",
      },
    ]);
  });

  test("names a session under the plan before the last one", () => {
    const { offenders } = judged(session("2025-11-20", 3, "S000000003-1"));
    expect(offenders.map(({ key }) => key)).toEqual(["U20251120-000000003-1"]);
  });

  test("names a session on the day before its subscription's start", () => {
    const { offenders } = judged(session("2025-12-04", 3, "S000000003-2"));
    expect(offenders.map(({ found }) => found)).toEqual(["started on 2025-12-04, S000000003-2 on 2025-12-05"]);
  });

  test("leaves a session before the window to recency-window, and one of nobody's subscription to the contract", () => {
    const active = judged(
      session("2025-10-31", 1, "S000000001-1"),
      session("2025-12-31", 4, "S000000004-1"),
      session("2025-12-31", 4, "S000000001-1"),
    );
    expect(active).toMatchObject({ verdict: "pass", n: 1 });
  });

  test("passes no sessions at all", () => {
    expect(judged()).toMatchObject({ verdict: "pass", n: 0 });
  });
});

test("active-only passes a written world, and sees sessions that are given to subscribers' first subscriptions", () => {
  const options = { customers: 200 };
  expect(judgedRows(activeOnly, options)).toMatchObject([{ verdict: "pass", observed: 0 }]);
  const [earlier] = judgedRows(activeOnly, options, (lines) =>
    lines.map((line) => line.replace(/,(S\d{9})-2,/, ",$1-1,")),
  );
  expect(earlier).toMatchObject({ id: "active-only/active", verdict: "fail" });
  expect(earlier!.observed).toBeGreaterThan(100);
  expect(earlier!.offenders).toHaveLength(5);
});
