// Every card against the contract: ids, governed columns, and parameters that say all a reader needs.
import { readdirSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import {
  type BehaviourOverrides,
  behaviourFaults,
  behaviourWith,
  canonicalOverrides,
  defaultBehaviour,
  ruleCards,
} from "../../src/rules/index.ts";

/** Files of src/rules that hold no card. */
const cardless = ["index", "model-version", "parameters", "rule", "us-states", "world"];
/** Keys, which no rule decides: they number the rows, or repeat the number of the row they belong to. */
const free = [
  "customers.customer_id",
  "plans.plan_id",
  "content.content_id",
  "subscriptions.subscription_id",
  "subscriptions.customer_id",
];

const columns = datasetNames.flatMap((dataset) =>
  datasetSchemas[dataset].columns.map(({ name }) => `${dataset}.${name}`),
);
const rulesFolder = path.resolve(import.meta.dirname, "../../src/rules");
const parameters = ruleCards.flatMap((card) =>
  Object.entries(card.parameters).map(([name, parameter]) => ({ name: `${card.id}.${name}`, parameter })),
);

describe("the rule cards", () => {
  it("are 18, each in the file of its name, with a test of that name", () => {
    const files = (folder: string, ending: string): string[] =>
      readdirSync(folder).flatMap((file) => (file.endsWith(ending) ? [file.slice(0, -ending.length)] : []));
    const ids = ruleCards.map((card) => card.id).sort();
    expect(ids).toHaveLength(18);
    expect(
      files(rulesFolder, ".ts")
        .filter((name) => !cardless.includes(name))
        .sort(),
    ).toEqual(ids);
    expect(files(import.meta.dirname, ".test.ts")).toEqual(expect.arrayContaining(ids));
  });

  it("govern every column but the listed keys, and name no column that is not there", () => {
    const governed = new Set(ruleCards.flatMap((card) => card.governs));
    expect(columns.filter((column) => !governed.has(column as `${string}.${string}`))).toEqual(free);
    expect([...governed].filter((name) => !columns.includes(name) || free.includes(name))).toEqual([]);
  });

  it("have a claim and a note in whole sentences", () => {
    for (const card of ruleCards) {
      expect(card.claim, card.id).toMatch(/^\S.{20,}\.$/);
      expect(card.note, card.id).toMatch(/^\S.{10,}\.$/);
      expect(card.governs.length, card.id).toBeGreaterThan(0);
    }
  });

  it("mark what was demanded", () => {
    expect(ruleCards.filter((card) => card.demand).map((card) => card.id)).toEqual([
      "genre-mix",
      "eligibility",
      "active-only",
      "session-rate",
      "weekend-lift",
      "recency-window",
      "hour-of-day",
      "watch-fraction",
      "completion-noise",
    ]);
  });
});

describe("each parameter", () => {
  it.each(parameters)("$name has a unit, a meaning, a source and a default within its bounds", ({ parameter }) => {
    for (const text of [parameter.unit, parameter.meaning, parameter.source]) expect(text.trim()).not.toBe("");
    const { default: given } = parameter;
    const numbers = typeof given === "number" ? [given] : Object.values(given).flat();
    expect(numbers.length).toBeGreaterThan(0);
    expect(parameter.minimum).toBeLessThan(parameter.maximum);
    for (const number of numbers) {
      expect(number).toBeGreaterThanOrEqual(parameter.minimum);
      expect(number).toBeLessThanOrEqual(parameter.maximum);
      if (parameter.integer) expect(Number.isInteger(number)).toBe(true);
    }
  });
});

describe("behaviourWith()", () => {
  it("lays partial overrides over the defaults, key by key, lists whole", () => {
    const flat = new Array<number>(24).fill(1);
    const behaviour = behaviourWith({
      "weekend-lift": { lift: 2 },
      "session-rate": { rate: { Basic: 0.1 } },
      "hour-of-day": { hours: { music: flat } },
    });
    expect(behaviour["weekend-lift"]).toEqual({ lift: 2 });
    expect(behaviour["session-rate"]).toEqual({ rate: { Basic: 0.1, Standard: 0.5, Premium: 0.9 }, shape: 2 });
    const { hours } = defaultBehaviour["hour-of-day"];
    expect(behaviour["hour-of-day"]).toEqual({ hours: { ...hours, music: flat } });
    expect(behaviour["genre-mix"]).toEqual(defaultBehaviour["genre-mix"]);
  });

  it("is the defaults where nothing is overridden, and leaves them as they were", () => {
    const before = JSON.stringify(defaultBehaviour);
    behaviourWith({ eligibility: { never: 0.5 } });
    expect(behaviourWith({})).toEqual(defaultBehaviour);
    expect(JSON.stringify(defaultBehaviour)).toBe(before);
  });
});

describe("canonicalOverrides()", () => {
  const { hours } = defaultBehaviour["hour-of-day"];

  it("drops what equals the default, also nested and whole lists", () => {
    expect(
      canonicalOverrides({
        "weekend-lift": { lift: 1.5 },
        "session-rate": { rate: { Basic: 0.25, Premium: 1 }, shape: 2 },
        "hour-of-day": { hours: { movie: [...hours.movie], music: hours.movie } },
        "genre-mix": {},
        "content-duration": { bounds: { movie: [75, 180] } },
      }),
    ).toEqual({ "session-rate": { rate: { Premium: 1 } }, "hour-of-day": { hours: { music: hours.movie } } });
  });

  it("puts keys in one order, so that equal overrides are equal text", () => {
    const overrides: BehaviourOverrides[] = [
      { "weekend-lift": { lift: 2 }, eligibility: { sameDay: 0.5, never: 0.1 } },
      { eligibility: { never: 0.1, sameDay: 0.5 }, "weekend-lift": { lift: 2 } },
    ];
    const [first, second] = overrides.map((item) => JSON.stringify(canonicalOverrides(item)));
    expect(first).toBe(second);
    expect(first).toBe('{"eligibility":{"never":0.1,"sameDay":0.5},"weekend-lift":{"lift":2}}');
  });

  it("keeps a list that differs in one number, and -0 is 0", () => {
    const movie = hours.movie.with(3, 2);
    expect(canonicalOverrides({ "hour-of-day": { hours: { movie } } })).toEqual({
      "hour-of-day": { hours: { movie } },
    });
    expect(canonicalOverrides({ "subscription-lifecycle": { upgrade: { Premium: -0 } } })).toEqual({});
  });
});

describe("behaviourFaults()", () => {
  const faultsOf = (overrides: BehaviourOverrides): string[] =>
    behaviourFaults(behaviourWith(overrides)).map((fault) => fault.path.join("."));
  const silence = new Array<number>(24).fill(0);

  it("finds nothing in the defaults", () => {
    expect(behaviourFaults(defaultBehaviour)).toEqual([]);
  });

  it.each<[string, BehaviourOverrides, string[]]>([
    ["genre shares that do not sum to 1", { "genre-mix": { movie: 0.6 } }, ["genre-mix"]],
    [
      "device shares that do not sum to 1",
      { "region-and-device": { deviceWeights: { web: 0 } } },
      ["region-and-device.deviceWeights"],
    ],
    [
      "tier shares that do not sum to 1",
      { "subscription-lifecycle": { tierShares: { Basic: 1 } } },
      ["subscription-lifecycle.tierShares"],
    ],
    [
      "a period with more than one event",
      { "subscription-lifecycle": { leave: { Standard: 0.98 } } },
      ["subscription-lifecycle.leave.Standard"],
    ],
    [
      "an upgrade from the highest tier and a downgrade from the lowest",
      { "subscription-lifecycle": { upgrade: { Premium: 0.1 }, downgrade: { Basic: 0.1 } } },
      ["subscription-lifecycle.upgrade.Premium", "subscription-lifecycle.downgrade.Basic"],
    ],
    ["hours that are all 0", { "hour-of-day": { hours: { podcast: silence } } }, ["hour-of-day.hours.podcast"]],
    ["empty duration bounds", { "content-duration": { bounds: { music: [7, 2] } } }, ["content-duration.bounds.music"]],
  ])("finds %s", (_, overrides, paths) => {
    expect(faultsOf(overrides)).toEqual(paths);
  });

  it("finds every fault at once", () => {
    expect(
      faultsOf({ "genre-mix": { movie: 0 }, "hour-of-day": { hours: { movie: silence, music: silence } } }),
    ).toEqual(["genre-mix", "hour-of-day.hours.movie", "hour-of-day.hours.music"]);
  });
});
