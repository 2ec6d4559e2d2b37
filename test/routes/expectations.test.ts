// POST /expectations: the key over HTTP, its example, and what is refused.
import { afterAll, beforeAll, expect, test } from "vitest";
import { expectedAnswers } from "../../src/expectations/key.ts";
import { expectationExample } from "../../src/openapi/expectation-example.ts";
import type { KeyAnswer } from "../../src/openapi/expectation-schemas.ts";
import { worldOf } from "../../src/spec/identity.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const ask = (body: object) => client.ask("/expectations", { method: "POST", body });

test("POST /expectations answers with the key of the spec, and starts nothing", async () => {
  const { status, json } = await ask({
    customers: 700,
    content: 50,
    datasets: ["usage_logs"],
    scenario: "weekend-binge",
  });
  const { spec, modelVersion, ...answers } = json<KeyAnswer>();
  expect(status).toBe(200);
  expect(spec).toMatchObject({ customers: 700, behaviour: { "weekend-lift": { lift: 3 } } });
  expect(modelVersion).toBe(expectationExample.modelVersion);
  expect(answers).toEqual(JSON.parse(JSON.stringify(expectedAnswers(worldOf(spec), spec.datasets))));
  expect(Object.keys(answers.datasets)).toEqual(["usage_logs"]);
  expect(answers.sessions.ratios.weekend.last14Days?.expected).toBeCloseTo(3, 1);
  expect(fixture.jobs.submitted).toEqual([]);
});

test("POST /expectations does not depend on the seed", async () => {
  const [one, other] = [await ask({ seed: 1 }), await ask({ seed: "another" })].map(({ json }) => json<KeyAnswer>());
  expect({ ...one, spec: undefined }).toEqual({ ...other, spec: undefined });
});

test("POST /expectations answers null where there is nothing to share out, as documented", async () => {
  const { status, json } = await ask({ behaviour: { eligibility: { never: 1 } } });
  const { sessions, watchingByTier, topTitlesByGenre, minutesWatched } = json<KeyAnswer>();
  expect(status).toBe(200);
  expect(sessions.total).toEqual({ expected: 0, low: 0, high: 0 });
  expect([sessions.byTier.Basic.share, sessions.ratios.recent, minutesWatched.meanByGenre.movie]).toEqual([
    null,
    null,
    null,
  ]);
  expect([watchingByTier.Premium.watchedFraction.mean, topTitlesByGenre.music[0]?.share]).toEqual([null, null]);
});

/** Numbers cut to five digits, as the example has them. */
function cut(value: unknown): unknown {
  if (typeof value === "number") return Number(value.toPrecision(5));
  if (Array.isArray(value)) return value.map(cut);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, cut(part)]));
}

test("the example of the document is the answer to the request it names", async () => {
  const { json } = await ask({ seed: 42, asOf: "2026-01-01", customers: 1000 });
  expect(cut(json())).toEqual(cut(JSON.parse(JSON.stringify(expectationExample))));
});

test.each([
  ["an unknown field", { customer: 5 }, 400, "invalid-spec", "/customer"],
  ["a count as text", { customers: "5" }, 400, "invalid-spec", "/customers"],
  ["a date out of range", { asOf: "1999-12-31" }, 400, "invalid-spec", "/asOf"],
  ["asOf before the anchor", { asOf: "2025-12-31", anchor: "2026-01-01" }, 422, "impossible-spec", "/asOf"],
  [
    "shares that do not sum to 1",
    { behaviour: { "genre-mix": { movie: 0.9 } } },
    422,
    "impossible-spec",
    "/behaviour/genre-mix",
  ],
  ["too many customers", { customers: 1_000_001 }, 422, "too-many-customers", "/customers"],
])("POST /expectations refuses %s as POST /estimate does", async (_, body, status, code, pointer) => {
  for (const path of ["/expectations", "/estimate"]) {
    const answer = await client.ask(path, { method: "POST", body });
    const problem = answer.json<{ code: string; errors: { pointer: string }[] }>();
    expect([answer.status, problem.code, problem.errors.map((fault) => fault.pointer)]).toEqual([
      status,
      code,
      [pointer],
    ]);
  }
});
