// POST /generate and POST /estimate: what is accepted, what is refused and where the fault is said to be.

import { afterAll, beforeAll, expect, test } from "vitest";
import { CodedError, type ErrorCode, errorDefinitions } from "../../src/errors.ts";
import { generateExamples } from "../../src/openapi/examples.ts";
import { jobIdOf } from "../../src/spec/identity.ts";
import { ContractClient, type Request } from "../app/contract-client.ts";
import { type Fixture, openFixture } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const post = (body: Request["body"], path = "/generate", headers = {}) =>
  client.ask(path, { method: "POST", headers, ...(body === undefined ? {} : { body }) });

interface Problem {
  code: string;
  errors: { pointer: string; detail: string }[];
}

test("POST /generate without a body answers 202 with a job, its whole spec and its place", async () => {
  const { status, headers, json } = await post(undefined);
  const job = json<{ id: string; spec: Record<string, unknown> }>();
  expect(status).toBe(202);
  expect(job.spec).toEqual({
    seed: "42",
    asOf: "2026-01-01",
    anchor: "2026-01-01",
    customers: 10_000,
    content: 500,
    datasets: ["customers", "plans", "content", "subscriptions", "usage_logs"],
    behaviour: {},
  });
  expect(headers["location"]).toBe(`/jobs/${job.id}`);
  expect(Number(headers["retry-after"])).toBeGreaterThan(0);
  for (const body of ["{}", "", "  "]) {
    const same = await post(body, "/generate", { "content-type": "application/json" });
    expect(same.json()["id"], JSON.stringify(body)).toBe(job.id);
  }
});

test("POST /generate passes publish and force on to the job service", async () => {
  await post({ seed: "options", publish: false }, "/generate?force=true");
  expect(fixture.jobs.submitted.at(-1)?.options).toEqual({ publish: false, force: true });
  await post({ seed: "options" });
  expect(fixture.jobs.submitted.at(-1)?.options).toEqual({ publish: true, force: false });
  const { status, json } = await post({}, "/generate?force=maybe");
  expect([status, json<Problem>().errors[0]?.pointer]).toEqual([400, "/force"]);
});

test("POST /generate answers 200 for a spec whose job has succeeded", async () => {
  const { id } = (await post({ seed: "done" })).json<{ id: string }>();
  fixture.jobs.change(id, { state: "succeeded", finishedAt: "2026-01-01T10:00:00.000Z", published: true });
  const { status, headers } = await post({ seed: "done" });
  expect(status).toBe(200);
  expect(headers["location"]).toBe(`/jobs/${id}`);
  expect(headers["retry-after"]).toBeUndefined();
});

test("Prefer: wait answers as soon as the job ends, and after the seconds otherwise", async () => {
  const waiting = post({ seed: "waited" }, "/generate", { prefer: "respond-async, wait=30" });
  const id = await submitted("waited");
  fixture.jobs.change(id, { state: "succeeded", finishedAt: "2026-01-01T10:00:00.000Z" });
  const ended = await waiting;
  expect([ended.status, ended.json()["state"], ended.headers["preference-applied"]]).toEqual([
    200,
    "succeeded",
    "wait=30",
  ]);
  const late = await post({ seed: "late" }, "/generate", { prefer: "wait=1" });
  expect([late.status, late.json()["state"]]).toEqual([202, "queued"]);
  expect(late.headers["retry-after"]).toBeDefined();
});

async function submitted(seed: string): Promise<string> {
  for (;;) {
    const found = fixture.jobs.submitted.find(({ spec }) => spec.seed === seed);
    if (found !== undefined) return jobIdOf(found.spec);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

test("every example body of the document is accepted", async () => {
  for (const { value } of Object.values(generateExamples)) expect((await post(value)).status).toBeLessThan(300);
});

test("POST /estimate says rows and bytes of the datasets asked for, and starts nothing", async () => {
  const before = fixture.jobs.submitted.length;
  const { json } = await post({ customers: 1000, content: 50, datasets: ["content", "customers"] }, "/estimate");
  const { datasets, spec } = json<{ datasets: Record<string, { rows: object }>; spec: { datasets: string[] } }>();
  expect(spec.datasets).toEqual(["customers", "content"]);
  expect(Object.keys(datasets)).toEqual(["customers", "content"]);
  expect(datasets["customers"]?.rows).toEqual({ expected: 1000, low: 1000, high: 1000 });
  expect(fixture.jobs.submitted.length).toBe(before);
});

const invalid: [string, object | string, string[]][] = [
  ["an unknown field", { customer: 5 }, ["/customer"]],
  ["an unknown field with a slash", { "a/b~c": 5 }, ["/a~1b~0c"]],
  ["a number as text", { customers: "5" }, ["/customers"]],
  ["a fractional count", { customers: 1.5 }, ["/customers"]],
  ["no customers", { customers: 0 }, ["/customers"]],
  ["too little and too much content", { content: 9 }, ["/content"]],
  ["huge content", { content: 1e9 }, ["/content"]],
  ["a negative seed", { seed: -1 }, ["/seed"]],
  ["a seed out of range", { seed: 2 ** 53 }, ["/seed"]],
  ["an empty seed", { seed: "" }, ["/seed"]],
  ["a long seed", { seed: "x".repeat(129) }, ["/seed"]],
  ["half a surrogate pair", '{"seed":"\\ud800"}', ["/seed"]],
  ["a day that does not exist", { asOf: "2026-02-30" }, ["/asOf"]],
  ["a date in another form", { asOf: "1/1/2026", anchor: 20260101 }, ["/asOf", "/anchor"]],
  ["a date out of range", { asOf: "1999-12-31" }, ["/asOf"]],
  ["an unknown dataset", { datasets: ["plans", "films"] }, ["/datasets/1"]],
  ["no datasets", { datasets: [] }, ["/datasets"]],
  ["text for a truth value", { publish: "yes" }, ["/publish"]],
  ["behaviour of an unknown rule", { behaviour: { gravity: {} } }, ["/behaviour/gravity"]],
  ["an unknown parameter", { behaviour: { "weekend-lift": { lft: 2 } } }, ["/behaviour/weekend-lift/lft"]],
  ["a parameter over its bound", { behaviour: { "weekend-lift": { lift: 11 } } }, ["/behaviour/weekend-lift/lift"]],
  ["a probability over 1", { behaviour: { "playback-device": { own: 1.1 } } }, ["/behaviour/playback-device/own"]],
  ["null", "null", [""]],
  ["a list", [], [""]],
  [
    "several faults at once",
    { seed: 1.5, customers: -1, foo: 1, datasets: [1] },
    ["/seed", "/customers", "/foo", "/datasets/0"],
  ],
];

test.each(invalid)(
  "POST /generate and /estimate refuse %s with 400 invalid-spec at the place",
  async (_, body, pointers) => {
    const before = fixture.jobs.submitted.length;
    for (const path of ["/generate", "/estimate"]) {
      const { status, json } = await post(body, path, { "content-type": "application/json" });
      const { code, errors } = json<Problem>();
      expect([status, code]).toEqual([400, "invalid-spec"]);
      expect(errors.map(({ pointer }) => pointer).sort()).toEqual([...pointers].sort());
      for (const { detail } of errors) expect(detail).toMatch(/^[A-Z0-9"].*\.$/s);
    }
    expect(fixture.jobs.submitted.length).toBe(before);
  },
);

test.each([
  ["asOf before the anchor", { asOf: "2025-12-31", anchor: "2026-01-01" }, "impossible-spec"],
  ["asOf after the anchor", { asOf: "2026-01-02", anchor: "2026-01-01" }, "impossible-spec"],
  ["weights that do not sum to 1", { behaviour: { "genre-mix": { movie: 0.9 } } }, "impossible-spec"],
  ["more customers than allowed", { customers: 1_000_001 }, "too-many-customers"],
])("POST /generate and /estimate refuse %s with 422", async (_, body, expected) => {
  for (const path of ["/generate", "/estimate"]) {
    const { status, json } = await post(body, path);
    expect([status, json<Problem>().code]).toEqual([422, expected]);
    expect(json<Problem>().errors.length).toBeGreaterThan(0);
  }
});

test.each([
  ["queue-full", { "retry-after": "7" }],
  ["missing-dependency", {}],
  ["shutting-down", {}],
  ["data-directory-unwritable", {}],
  ["disk-too-small", {}],
] as [ErrorCode, Record<string, string>][])(
  "POST /generate passes %s on with its status and headers",
  async (code, headers) => {
    fixture.jobs.refusal = new CodedError(code, "What happened.", { headers });
    try {
      const answer = await post({});
      expect(answer.status).toBe(errorDefinitions[code].status);
      expect(answer.headers).toMatchObject(headers);
      expect(answer.json()["detail"]).toContain("What happened.");
    } finally {
      fixture.jobs.refusal = undefined;
    }
  },
);
