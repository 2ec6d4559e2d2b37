// The dataset routes: listing, formats, pages, other runs, and files that are not as they should be.

import { readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { parse } from "csv-parse/sync";
import { afterAll, beforeAll, expect, test } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import { CodedError } from "../../src/errors.ts";
import { ContractClient } from "../app/contract-client.ts";
import { type Fixture, openFixture, samples, sha256, spec, writeRun } from "../app/fixture.ts";

let fixture: Fixture;
let client: ContractClient;

beforeAll(async () => {
  fixture = await openFixture();
  client = await ContractClient.open(fixture.url);
});
afterAll(() => fixture.close());

const stored = (name: string): Buffer => readFileSync(path.join(fixture.runs.current!.directory, `${name}.csv`));
const entryOf = (name: string) => fixture.runs.current!.manifest.datasets.find((entry) => entry.name === name)!;

test("GET /datasets lists the published files with their sizes, digests and links", async () => {
  const answer = await client.ask("/datasets");
  const { datasets } = answer.json<{ datasets: { name: string; bytes: number; links: Record<string, string> }[] }>();
  expect(datasets.map(({ name }) => name)).toEqual(datasetNames);
  expect(answer.headers["x-job-id"]).toBe(fixture.runs.current!.manifest.job);
  for (const { name, bytes, links } of datasets) {
    expect(bytes).toBe(stored(name).length);
    expect((await client.ask(links["csv"]!)).body.equals(stored(name))).toBe(true);
    expect((await client.ask(links["ndjson"]!)).headers["content-type"]).toContain("application/x-ndjson");
    expect((await client.ask(links["schema"]!)).status).toBe(200);
  }
});

test("GET /datasets/{name} serves the stored bytes with everything known about them", async () => {
  const { body, headers, status } = await client.ask("/datasets/customers");
  const entry = entryOf("customers");
  expect(status).toBe(200);
  expect(body.equals(stored("customers"))).toBe(true);
  expect(headers).toMatchObject({
    "content-type": "text/csv; charset=utf-8; header=present",
    "content-length": String(entry.bytes),
    "content-disposition": 'attachment; filename="customers.csv"',
    etag: `"${entry.digest}"`,
    "last-modified": "Thu, 01 Jan 2026 09:00:04 GMT",
    "accept-ranges": "bytes",
    sha256: sha256(body),
    "repr-digest": `sha-256=:${Buffer.from(sha256(body), "hex").toString("base64")}:`,
    vary: "Accept, Accept-Encoding",
    "x-job-id": fixture.runs.current!.manifest.job,
  });
});

test("gzip is served when accepted, with its own ETag and without range, length and digests", async () => {
  const response = await fetch(`${fixture.url}/datasets/customers`, { headers: { "accept-encoding": "gzip;q=0.5" } });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(response.headers.get("etag")).toBe(`"${entryOf("customers").digest};csv;gzip;0-all"`);
  for (const name of ["content-length", "accept-ranges", "repr-digest", "sha256"]) {
    expect(response.headers.get(name), name).toBeNull();
  }
  expect(Buffer.from(await response.arrayBuffer()).equals(stored("customers"))).toBe(true);
  const plain = await fetch(`${fixture.url}/datasets/customers`, { headers: { "accept-encoding": "gzip;q=0" } });
  expect(plain.headers.get("content-encoding")).toBeNull();
  await plain.body?.cancel();
});

/** A field of the file as JSON should give it. */
function typedValue(type: string, text: string): unknown {
  if (type !== "integer" && type !== "number") return text === "" ? null : text;
  return Number(text);
}

test("ndjson gives every row with typed values and null for an empty field", async () => {
  for (const name of datasetNames) {
    const { columns } = datasetSchemas[name];
    const answer = await client.ask(`/datasets/${name}`, { headers: { accept: "application/x-ndjson" } });
    expect(answer.headers["etag"]).toBe(`"${entryOf(name).digest};ndjson;identity;0-all"`);
    const rows = answer.text.trimEnd().split("\n");
    const records: string[][] = parse(stored(name), { from: 2 });
    const expected = records.map((fields) =>
      Object.fromEntries(columns.map((column, index) => [column.name, typedValue(column.type, fields[index]!)])),
    );
    expect(rows.map((line) => JSON.parse(line) as unknown)).toEqual(expected);
  }
  expect((await client.ask("/datasets/subscriptions?format=ndjson")).text).toContain('"end_date":null');
  expect((await client.ask("/datasets/usage_logs?format=ndjson")).text).toContain('"duration_watched":90.50,');
});

test("limit and offset give the rows of a page, with the header, in both formats", async () => {
  const lines = stored("customers").toString("utf8").trimEnd().split("\n");
  const [header, ...rows] = lines;
  const pages: [string, number, number][] = [
    ["limit=5", 0, 5],
    ["offset=0&limit=1", 0, 1],
    ["offset=69&limit=2", 69, 71],
    ["offset=70&limit=70", 70, 140],
    ["offset=139&limit=141", 139, 280],
    ["offset=299", 299, 300],
    ["offset=300", 300, 300],
    ["offset=5000&limit=10", 300, 300],
    ["offset=0", 0, 300],
    ["limit=9007199254740991&offset=9007199254740991", 300, 300],
  ];
  for (const [query, first, last] of pages) {
    const csv = await client.ask(`/datasets/customers?${query}`);
    expect(csv.text, query).toBe(`${[header, ...rows.slice(first, last)].join("\n")}\n`);
    expect(csv.headers["accept-ranges"]).toBeUndefined();
    const ndjson = await client.ask(`/datasets/customers?${query}&format=ndjson`);
    expect(ndjson.text.split("\n").length - 1, query).toBe(last - first);
  }
  const page = await client.ask("/datasets/customers?offset=69&limit=2");
  expect(page.headers["etag"]).toBe(`"${entryOf("customers").digest};csv;identity;69-2"`);
  const again = await client.ask("/datasets/customers?offset=69&limit=2", {
    headers: { "if-none-match": page.headers["etag"]! },
  });
  expect(again.status).toBe(304);
});

test("an answer without a row has no Content-Length, as no page has one, and HEAD has none either", async () => {
  for (const query of ["offset=300&format=ndjson", "offset=300", "offset=299&format=ndjson"]) {
    for (const method of ["GET", "HEAD"]) {
      const answer = await client.ask(`/datasets/customers?${query}`, { method });
      expect(answer.status).toBe(200);
      expect(answer.headers["content-length"], `${method} ${query}`).toBeUndefined();
    }
  }
});

test("a quoted line feed does not end a row of a page", async () => {
  const { text } = await client.ask("/datasets/content?offset=1&limit=1");
  expect(text.split("\n").slice(1).join("\n")).toBe(`${samples.content.rows[1]}\n`);
});

test("the format parameter wins over Accept, and what is not served answers 406 naming what is", async () => {
  const won = await client.ask("/datasets/plans?format=csv", { headers: { accept: "application/x-ndjson" } });
  expect(won.headers["content-type"]).toContain("text/csv");
  for (const [query, accept] of [
    ["?format=parquet", "*/*"],
    ["", "application/vnd.apache.parquet"],
    ["", "application/json"],
    ["", "text/csv;q=0"],
  ]) {
    const refused = await client.ask(`/datasets/plans${query}`, { headers: { accept: accept! } });
    expect(refused.status).toBe(406);
    expect(refused.json()["detail"]).toContain("text/csv (format=csv) and application/x-ndjson (format=ndjson)");
  }
});

test("unknown names and path traversal answer 404 unknown-dataset", async () => {
  for (const name of ["nope", "..%2f..%2fetc%2fpasswd", "customers.csv", "CUSTOMERS", "__proto__"]) {
    for (const suffix of ["", "/schema", "/report"]) {
      const { status, json } = await client.ask(`/datasets/${name}${suffix}`);
      expect([status, json()["code"]], name).toEqual([404, "unknown-dataset"]);
    }
  }
});

test("a wrong query names each parameter that is wrong", async () => {
  const { status, json } = await client.ask("/datasets/plans?limit=0&offset=-1&page=2");
  expect(status).toBe(400);
  const { code, detail, errors } = json<{ code: string; detail: string; errors: { pointer: string }[] }>();
  expect(code).toBe("invalid-query");
  expect(errors.map(({ pointer }) => pointer).sort()).toEqual(["/limit", "/offset", "/page"]);
  expect(detail).toContain("/limit: This must be");
  expect((await client.ask("/datasets/plans?limit=1&limit=2")).status).toBe(400);
  expect((await client.ask("/datasets/plans?limit=1.5")).status).toBe(400);
  expect((await client.ask("/datasets/plans?limit=")).status).toBe(400);
});

test("?job= reads another run, and says when there is none", async () => {
  const other = writeRun(path.join(fixture.directory, "run-other"), { plans: samples.plans }, { ...spec, seed: "7" });
  const id = other.manifest.job;
  fixture.runs.byJob.set(id, other);
  const answer = await client.ask(`/datasets/plans?job=${id}`);
  expect(answer.headers["x-job-id"]).toBe(id);
  expect((await client.ask(`/datasets?job=${id}`)).json<{ datasets: object[] }>().datasets.length).toBe(1);
  const codes = ["unknown-job", "job-not-finished", "job-evicted"] as const;
  for (const code of codes) fixture.runs.byJob.set(code, new CodedError(code, "."));
  for (const [code, status] of Object.entries({ "unknown-job": 404, "job-not-finished": 409, "job-evicted": 410 })) {
    for (const route of ["/datasets/plans", "/datasets", "/datasets/plans/report", "/report", "/archive"]) {
      const refused = await client.ask(`${route}?job=${code}`);
      expect([refused.status, refused.json()["code"]], route).toEqual([status, code]);
    }
  }
  const left = await client.ask(`/datasets/customers?job=${id}`);
  expect(left.json()["code"]).toBe("not-generated");
  expect(left.json()["detail"]).toContain('"datasets":["customers"]');
});

test("before the first run the list is empty and a dataset answers 404 with the body to POST", async () => {
  const published = fixture.runs.current;
  fixture.runs.current = undefined;
  try {
    expect((await client.ask("/datasets")).json()).toEqual({ datasets: [] });
    for (const route of ["/datasets/plans", "/datasets/plans/report", "/report", "/archive"]) {
      const { status, json } = await client.ask(route);
      expect([status, json()["code"]], route).toEqual([404, "not-generated"]);
      expect(json()["detail"]).toContain("{}");
    }
  } finally {
    fixture.runs.current = published;
  }
});

test("a file that is missing or has another length answers 500 run-damaged, and hides where it lies", async () => {
  const published = fixture.runs.current;
  const damaged = writeRun(path.join(fixture.directory, "run-damaged"), samples);
  fixture.runs.current = damaged;
  try {
    truncateSync(path.join(damaged.directory, "customers.csv"), 100);
    rmSync(path.join(damaged.directory, "plans.csv"));
    writeFileSync(path.join(damaged.directory, "report.json"), "{");
    for (const route of ["/datasets/customers", "/datasets/plans", "/datasets/content/report", "/report", "/archive"]) {
      const { status, json, text } = await client.ask(route);
      expect([status, json()["code"]], route).toEqual([500, "run-damaged"]);
      expect(text).not.toContain("customers.csv");
    }
  } finally {
    fixture.runs.current = published;
  }
});

test("gzip decodes to the page it stands for", async () => {
  const response = await fetch(`${fixture.url}/datasets/plans?limit=1&format=ndjson`, {
    headers: { "accept-encoding": "gzip" },
  });
  expect(response.headers.get("content-encoding")).toBe("gzip");
  expect(JSON.parse(await response.text())).toMatchObject({ plan_id: "P1", monthly_price: 7.99 });
});
