// GET /scenarios, and requests that name one.
import { afterAll, beforeAll, expect, test } from "vitest";
import { scenarioNames, scenarios } from "../../src/scenarios/index.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

test("GET /scenarios lists every scenario with its words and overrides", async () => {
  const answer = await client.ask("/scenarios");
  expect([answer.status, answer.json()]).toEqual([200, { scenarios }]);
});

test.each(scenarios)(
  "POST /generate takes $name and answers with the behaviour it stands for",
  async ({ name, behaviour }) => {
    const { status, json } = await client.ask("/generate", { method: "POST", body: { scenario: name } });
    const job = json<{ id: string; spec: { behaviour: object } }>();
    expect(status).toBe(202);
    expect(job.spec.behaviour).toEqual(behaviour);
    const typed = await client.ask("/generate", { method: "POST", body: { behaviour } });
    expect(typed.json()["id"]).toBe(job.id);
  },
);

test.each(["/generate", "/estimate", "/expectations"])(
  "POST %s refuses an unknown scenario and names those there are",
  async (path) => {
    const { status, json } = await client.ask(path, { method: "POST", body: { scenario: "calm" } });
    const { code, errors } = json<{ code: string; errors: { pointer: string; detail: string }[] }>();
    expect([status, code, errors.map(({ pointer }) => pointer)]).toEqual([400, "invalid-spec", ["/scenario"]]);
    for (const name of scenarioNames) expect(errors[0]?.detail).toContain(`"${name}"`);
  },
);
