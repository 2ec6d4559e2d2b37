// What is attacked: the application over a real job service on a directory of its own, small worlds only, with a published
// run that lies in a warehouse, too, one kept beside it, a canceled job, and files of the console.

import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { readApiKeys } from "../../src/access/api-keys.ts";
import { buildApp } from "../../src/app.ts";
import type { Job } from "../../src/jobs/job.ts";
import { openJobService } from "../../src/jobs/service.ts";
import { isWritable } from "../../src/storage/data-directory.ts";
import { WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { ContractClient, type Request } from "../app/contract-client.ts";
import { writeWarehouse } from "../warehouse/hand-warehouse.ts";
import type { DescribedOperation, KnownValues } from "./drawn-requests.ts";
import type { JsonSchema, Resolve } from "./values.ts";

const maxCustomers = 150;
const asOf = "2026-01-01";
const world = { asOf, content: 10, customers: 20 };

export interface Target {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  readonly client: ContractClient;
  readonly operations: readonly DescribedOperation[];
  readonly resolve: Resolve;
  readonly known: KnownValues;
  /** Values of the Authorization header that are drawn; none where the service asks for no key. */
  readonly credentials: readonly string[];
  /** Open connections to the server. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

const secrets = { read: "secret-of-the-reader", generate: "secret-of-the-maker", admin: "secret-of-the-admin" };
const withKeys = Object.entries(secrets).map(([scope, secret]) => `${scope}=${secret}:${scope}`);
const credentials = [
  ...Object.values(secrets).map((secret) => `Bearer ${secret}`),
  "Bearer wrong",
  "Bearer",
  "Basic eDp5",
];

/** With `guarded`, the service asks for a key of a scope, and believes a proxy's word for the client's address. */
export async function openTarget({ guarded = false } = {}): Promise<Target> {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-hostile-"));
  const logger = pino({ level: "silent" });
  const dataDir = path.join(directory, "data");
  const service = await openJobService({ dataDir, workers: 1, queueLimit: 4, runsKept: 2, logger });
  const file = path.join(dataDir, "warehouse.sqlite");
  const warehouse = new WarehouseQueries({ file, client: { seconds: 5, rows: 50, memoryMegabytes: 64 } });
  const app = await buildApp(
    { maxCustomers, ...(guarded ? { apiKeys: readApiKeys(withKeys.join(","), "API_KEYS").keys, trustProxy: 1 } : {}) },
    { ...service, warehouse, isWritable: () => isWritable(dataDir), today: () => asOf },
  );
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  const client = await ContractClient.open(url);
  const document = client.document as unknown as Document;
  const known = await knownValues(guarded ? { authorization: `Bearer ${secrets.admin}` } : {}, client);
  writeWarehouse(file, path.join(dataDir, "raw"), { asOf, job: known["job"]?.[1] ?? "" });
  return {
    url,
    client,
    operations: operationsOf(document),
    resolve: (reference) => lookedUp(document, reference) as JsonSchema,
    known,
    credentials: guarded ? credentials : [],
    connections: () =>
      new Promise((resolve, reject) => {
        app.server.getConnections((error, count) => (error === null ? resolve(count) : reject(error)));
      }),
    async close() {
      await app.close();
      await warehouse.close();
      await service.close();
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

async function knownValues(authorization: Record<string, string>, answering: ContractClient): Promise<KnownValues> {
  const client = {
    ask: (asked: string, { headers, ...request }: Request = {}) =>
      answering.ask(asked, { ...request, headers: { ...headers, ...authorization } }),
  };
  const finished = async (body: object): Promise<string> => {
    const answer = await client.ask("/generate", { method: "POST", headers: { prefer: "wait=60" }, body });
    return answer.json<Job & { id: string }>().id;
  };
  const kept = await finished({ ...world, seed: "kept" });
  const published = await finished(world);
  const canceled = await client.ask("/generate", {
    method: "POST",
    body: { ...world, seed: "canceled", customers: 150 },
  });
  const { id } = canceled.json<Job & { id: string }>();
  await client.ask(`/jobs/${id}?force=true`, { method: "DELETE" });
  const page = await client.ask("/jobs?limit=1");
  const history = await client.ask("/governance/history?limit=1");
  const cursors = [page, history].map((answer) => String(answer.json()["nextCursor"]));
  const jobs = [kept, published, id];
  return {
    id: jobs,
    job: jobs,
    cursor: cursors,
    file: ["console.js", "index.html", "style.css"],
    format: ["csv", "ndjson", "html", "json"],
    range: ["bytes=0-99", "bytes=-5", "bytes=99999999-"],
    "if-none-match": ["*"],
  };
}

type Parameters = readonly { readonly $ref?: string }[];

interface Document {
  readonly paths: Record<
    string,
    Record<string, { parameters?: Parameters; requestBody?: { content: Record<string, { schema: JsonSchema }> } }>
  >;
}

function operationsOf(document: Document): DescribedOperation[] {
  return Object.entries(document.paths).flatMap(([route, operations]) =>
    Object.entries(operations).map(([method, { parameters = [], requestBody }]) => ({
      method,
      path: route,
      parameters: parameters.map((each) => (each.$ref === undefined ? each : lookedUp(document, each.$ref))) as never,
      body: requestBody?.content["application/json"]?.schema,
    })),
  );
}

/** Where a local reference `#/a/b/c` points. */
function lookedUp(document: object, reference: string): unknown {
  let found: unknown = document;
  for (const step of reference.split("/").slice(1)) found = (found as Record<string, unknown>)[step];
  return found;
}
