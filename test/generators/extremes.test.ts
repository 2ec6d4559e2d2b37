// Worlds at the ends of what a spec may ask for: the files stay valid and every demanded bound holds.
import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { testWorld, type WorldOptions } from "../worlds.ts";
import { contractFaults, demandFaults, type Files, filesOf } from "./validity.ts";

const customers = 250;
const even = (rate: number) => ({ Basic: rate, Standard: rate, Premium: rate });
const hardly = { bounds: { movie: [0.1, 0.1], music: [0.1, 0.1], podcast: [1440, 1440] } };

/** [name, world, whether it has usage] */
const worlds: [string, WorldOptions, boolean][] = [
  ["the default rules", { customers: 1000 }, true],
  ["one customer", { customers: 1, behaviour: { eligibility: { never: 0 } } }, true],
  ["ten titles", { customers, content: 10 }, true],
  [
    "20 sessions a weekday, ten times that on weekends",
    {
      customers: 6,
      behaviour: { "session-rate": { rate: even(20) }, "weekend-lift": { lift: 10 } },
    },
    true,
  ],
  ["personas of shape .1", { customers, behaviour: { "session-rate": { shape: 0.1 } } }, true],
  ["personas of shape 100", { customers, behaviour: { "session-rate": { shape: 100 } } }, true],
  ["no sessions at all", { customers, behaviour: { "session-rate": { rate: even(0) } } }, false],
  ["silent weekends", { customers, behaviour: { "weekend-lift": { lift: 0 } } }, true],
  ["movies only", { customers, behaviour: { "genre-mix": { movie: 1, music: 0, podcast: 0 } } }, true],
  ["podcasts only", { customers, behaviour: { "genre-mix": { movie: 0, music: 0, podcast: 1 } } }, true],
  [
    "a genre with next to nothing",
    {
      customers,
      content: 10,
      behaviour: { "genre-mix": { movie: 0.999999, music: 1e-6, podcast: 0 } },
    },
    true,
  ],
  ["exponent 3", { customers, behaviour: { "title-popularity": { exponent: 3 } } }, true],
  ["exponent 0", { customers, behaviour: { "title-popularity": { exponent: 0 } } }, true],
  ["titles of a tenth of a minute and of a day", { customers, behaviour: { "content-duration": hardly } }, true],
  [
    "a first subscription up to a year late",
    {
      customers,
      behaviour: { eligibility: { never: 0, sameDay: 0, maxDelayDays: 365 } },
    },
    true,
  ],
  ["nobody subscribing", { customers, behaviour: { eligibility: { never: 1 } } }, false],
  [
    "everybody leaving and coming back",
    {
      customers,
      behaviour: {
        "subscription-lifecycle": { leave: even(1), upgrade: even(0), downgrade: even(0), winback: 1 },
      },
    },
    true,
  ],
  [
    "a plan change every period",
    {
      customers,
      behaviour: {
        "subscription-lifecycle": {
          leave: even(0),
          upgrade: { Basic: 1, Standard: 0 },
          downgrade: { Standard: 1, Premium: 1 },
        },
      },
    },
    true,
  ],
  [
    "nothing kept but the last 14 days",
    {
      customers,
      behaviour: { "recency-window": { floor: 0, halfLifeDays: 0.1 } },
    },
    true,
  ],
  ["noise of half the scale", { customers, behaviour: { "completion-noise": { ceiling: even(0.5) } } }, true],
  [
    "prices of nothing and of 10,000",
    {
      customers,
      behaviour: { "plan-catalog": { prices: { Basic: 0, Premium: 10_000 } } },
    },
    true,
  ],
  ["as-of 2000-01-01", { customers, asOf: "2000-01-01" }, true],
  ["as-of a leap day, 2000-02-29", { customers, asOf: "2000-02-29" }, true],
  ["as-of the day after one, 2024-03-01", { customers, asOf: "2024-03-01" }, true],
  ["as-of 2100-03-01, of a year without one", { customers, asOf: "2100-03-01" }, true],
  ["as-of 2100-12-31", { customers, asOf: "2100-12-31" }, true],
  ["a seed of 128 characters beyond ASCII", { customers, seed: "š🎬".repeat(42) }, true],
];

describe("a world of", () => {
  it.each(worlds)("%s has valid files that keep every demand", (_, options, hasUsage) => {
    const world = testWorld(options);
    const files = filesOf(world);
    expect(contractFaults(files)).toEqual([]);
    expect(demandFaults(world, files)).toEqual([]);
    expect(files.customers).toHaveLength(world.customers);
    expect(files.content).toHaveLength(world.content);
    expect(files.plans).toHaveLength(3);
    expect(files.usage_logs.length > 0).toBe(hasUsage);
  });

  it("silent weekends or one genre shows just that", () => {
    const weekdays = filesOf(testWorld({ customers, behaviour: { "weekend-lift": { lift: 0 } } })).usage_logs;
    const days = weekdays.map((row) => new Date(row["started_at"]!).getUTCDay());
    expect(new Set(days)).toEqual(new Set([1, 2, 3, 4, 5]));
    const behaviour = { "genre-mix": { movie: 0, music: 1, podcast: 0 } };
    expect(new Set(filesOf(testWorld({ customers, behaviour })).content.map((row) => row["genre"]))).toEqual(
      new Set(["music"]),
    );
  });
});

describe("contractFaults() and demandFaults()", () => {
  const world = testWorld({ customers: 300 });
  const files = filesOf(world);
  const broken = (dataset: keyof Files, change: Record<string, string>): Files => ({
    ...files,
    [dataset]: files[dataset].map((row, index) => (index === 7 ? { ...row, ...change } : row)),
  });

  it("find a value of every kind that breaks the contract", () => {
    const cases: [keyof Files, string, string, string][] = [
      ["customers", "first_name", "=SUM(A1)", "formula"],
      ["customers", "email", "someone@gmail.com", "pattern"],
      ["customers", "device", "fridge", "none of its values"],
      ["customers", "birth_year", "1899", "too small"],
      ["customers", "signup_date", "2025-02-30", "no day"],
      ["content", "duration_minutes", "90", "decimals"],
      ["content", "title", "", "empty"],
      ["content", "title", files.content[8]!["title"]!, "repeats"],
      ["subscriptions", "customer_id", "C999999999", "nowhere"],
      ["usage_logs", "started_at", "2025-12-12T24:00:00Z", "no second"],
      ["usage_logs", "completion_rate", "1.0001", "too large"],
    ];
    for (const [dataset, column, value, sentence] of cases) {
      expect(contractFaults(broken(dataset, { [column]: value })).join(), `${dataset}.${column}`).toContain(sentence);
    }
  });

  it("find a breach of every demand", () => {
    const cases: [keyof Files, Record<string, string>, string][] = [
      ["usage_logs", { started_at: "2026-01-01T00:00:00Z" }, "outside the window"],
      ["usage_logs", { duration_watched: "0.10" }, "outside 25-100 %"],
      ["usage_logs", { subscription_id: "S000000001-9" }, "without an active subscription"],
      ["subscriptions", { start_date: "2020-01-01" }, "before signup"],
      ["subscriptions", { status: "gone" }, "is called gone"],
      ["content", { release_date: "2025-12-01" }, "released within the window"],
      ["customers", { signup_date: "2026-01-01" }, "a signup not before asOf"],
    ];
    for (const [dataset, change, sentence] of cases) {
      expect(demandFaults(world, broken(dataset, change)).join()).toContain(sentence);
    }
  });
});

describe("a parameter at its default", () => {
  it("gives the same bytes as no override", () => {
    const named = filesOf(testWorld({ customers: 200, behaviour: defaultBehaviour }));
    expect(named).toEqual(filesOf(testWorld({ customers: 200 })));
  });
});
