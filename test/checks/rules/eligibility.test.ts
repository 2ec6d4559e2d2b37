// eligibility: no start before signup, and how many subscribe and when, among those whose first subscription must show.
import { describe, expect, it } from "vitest";
import { newObservation } from "../../../src/checks/observation.ts";
import { eligibility } from "../../../src/checks/rules/eligibility.ts";
import { isoDate, type World } from "../../../src/rules/world.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, namesWith } from "./hand-made.ts";

const world = testWorld({ customers: 1000 });
const { asOfDay } = world;
const plans = linesOf(world, "plans");

/** A customer who signs up so many days before the as-of date, and first subscriptions so many days after signup. */
function filesOf(customers: readonly { readonly age: number; readonly delays: readonly number[] }[]) {
  const key = (index: number): string => String(index + 1).padStart(9, "0");
  return {
    plans,
    customers: customers.map(
      ({ age }, index) => `C${key(index)},A,B,a.b.${index + 1}@example.com,1980,TX,South,web,${isoDate(asOfDay - age)}`,
    ),
    subscriptions: customers.flatMap(({ age, delays }, index) =>
      delays.map(
        (delay, place) => `S${key(index)}-${place + 1},C${key(index)},P1,${isoDate(asOfDay - age + delay)},,active,new`,
      ),
    ),
  };
}

/** Settled customers, subscribers among them, and their first starts by delay. */
function judged(settled: number, subscribed: number, byDelay: readonly number[], of: World = world) {
  const counts = {
    byDelay: Uint32Array.from(byDelay),
    subscribed: Float64Array.of(subscribed),
    rows: Float64Array.of(subscribed),
  };
  const invariants = ["after-signup", "delay-bound"];
  return eligibility.judge(
    {
      customers: newObservation({ settled: Float64Array.of(settled) }),
      subscriptions: newObservation(counts, invariants),
    },
    of,
  );
}

const later = (each: number): number[] => Array<number>(14).fill(each);

describe("the check of eligibility", () => {
  it("passes 20,000 customers exactly as declared", () => {
    const claims = judged(20_000, 19_000, [13_300, ...later(407)]);
    expect(claims.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      "after-signup pass",
      "delay-bound pass",
      "never pass",
      "same-day pass",
      "delays pass",
    ]);
    expect(claimOf(claims, "after-signup").demand).toBe(true);
  });

  it("fails each share alone when it is off by a material deviation", () => {
    expect(namesWith("fail", judged(20_000, 18_600, [13_020, ...later(399)]))).toEqual(["never"]);
    expect(namesWith("fail", judged(20_000, 19_000, [12_540, ...later(461)]))).toEqual(["same-day"]);
    expect(namesWith("fail", judged(20_000, 19_000, [13_300, 5698, ...Array<number>(13).fill(0)]))).toEqual(["delays"]);
  });

  it("judges by overridden parameters and says nothing of what cannot be", () => {
    const of = (behaviour: object): World => testWorld({ behaviour: { eligibility: behaviour } });
    expect(namesWith("pass", judged(20_000, 0, [0, ...later(0)], of({ never: 1 })))).toEqual([
      "after-signup",
      "delay-bound",
      "never",
    ]);
    expect(namesWith("fail", judged(20_000, 1, [1, ...later(0)], of({ never: 1 })))).toEqual(["never"]);
    expect(
      judged(20_000, 19_000, [0, 19_000], of({ sameDay: 0, maxDelayDays: 1 })).map(({ verdict }) => verdict),
    ).toEqual(Array(4).fill("pass"));
    expect(namesWith("fail", judged(20_000, 19_000, [18_999, 1], of({ sameDay: 1 })))).toEqual(["same-day"]);
  });

  it("is undecided on few customers and on none, never on its invariants", () => {
    for (const claims of [judged(20, 19, [13, ...later(0)]), judged(0, 0, [0, ...later(0)])]) {
      expect(namesWith("undecided", claims)).toEqual(["never", "same-day", "delays"]);
    }
  });

  it("names subscriptions that start before signup, and first ones that start too late", () => {
    const claims = claimsOn(
      eligibility,
      filesOf([
        { age: 100, delays: [0, 30] },
        { age: 100, delays: [-1, 40] },
        { age: 100, delays: [14, 90] },
        { age: 100, delays: [15] },
        { age: 100, delays: [3, -2] },
      ]),
      world,
    );
    expect(claimOf(claims, "after-signup").offenders.map(({ key }) => key)).toEqual(["S000000002-1", "S000000005-2"]);
    expect(claimOf(claims, "delay-bound").offenders).toEqual([
      { rangeStart: 0, row: 6, key: "S000000004-1", found: "start_date 2025-10-08, signup_date 2025-09-23" },
    ]);
  });

  it("counts only customers who signed up 15 days or more before the as-of date", () => {
    const claims = claimsOn(
      eligibility,
      filesOf([
        { age: 14, delays: [] },
        { age: 15, delays: [] },
        { age: 15, delays: [14] },
        { age: 15, delays: [0] },
        { age: 14, delays: [0] },
      ]),
      world,
    );
    const { n, observed } = claimOf(claims, "never");
    expect([n, observed]).toEqual([3, 1 / 3]);
    expect(claimOf(claims, "same-day").n).toBe(2);
  });

  it("says nothing of customers who never subscribe where there are no customers to count", () => {
    const claims = eligibility.judge(
      {
        subscriptions: newObservation(
          { byDelay: new Uint32Array(15), subscribed: new Float64Array(1), rows: new Float64Array(1) },
          ["after-signup", "delay-bound"],
        ),
      },
      world,
    );
    expect(claims.map(({ name }) => name)).toEqual(["after-signup", "delay-bound", "same-day", "delays"]);
  });

  it("fails nothing in a generated world", () => {
    const lines = { customers: linesOf(world, "customers"), plans, subscriptions: linesOf(world, "subscriptions") };
    expect(namesWith("fail", claimsOn(eligibility, lines, world, 300))).toEqual([]);
  });
});
