// A dataset's rows, one after the other in constant memory.

import { createInterface } from "node:readline";
import { Readable } from "node:stream";
import type { ReadableStream } from "node:stream/web";
import { accepted, type Job, type Service } from "./service.ts";

/** The columns that this job reads; GET /datasets/{name}/schema describes them all. */
export interface Rows {
  plans: { plan_id: string; tier: string };
  content: { content_id: string; genre: string };
  subscriptions: { subscription_id: string; plan_id: string };
  usage_logs: { subscription_id: string; content_id: string; duration_watched: number };
}

/** Throws RefusedError, and Error when the stream ends before the last row: what was read of it is not to be trusted then. */
export async function* rowsOf<Name extends keyof Rows>(
  service: Service,
  job: Job,
  name: Name,
): AsyncGenerator<Rows[Name]> {
  // `job` keeps to this run, whatever is published meanwhile.
  const params = { path: { name }, query: { job: job.id, format: "ndjson" } };
  const body = accepted(await service.GET("/datasets/{name}", { params, parseAs: "stream" }));
  const lines = createInterface({
    input: Readable.fromWeb(body as ReadableStream),
    crlfDelay: Number.POSITIVE_INFINITY,
  });
  const expected = job.datasets?.find((dataset) => dataset.name === name)?.rows;
  let read = 0;
  for await (const line of lines) {
    read++;
    yield JSON.parse(line) as Rows[Name];
  }
  if (read !== expected) throw new Error(`${name} ended after ${read} of ${expected} rows`);
}
