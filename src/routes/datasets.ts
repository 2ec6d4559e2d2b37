// GET /datasets lists what is published; GET and HEAD /datasets/{name} serve a file in the form that was asked for.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import type { DatasetName } from "../datasets.ts";
import { answerFor } from "../http/dataset-answer.ts";
import { bodyPlan, datasetBody } from "../http/dataset-body.ts";
import { openDataset } from "../http/dataset-file.ts";
import { isStored, representationFor } from "../http/representation.ts";
import { verifyFirst } from "../http/verified-bytes.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import type { RouteContext } from "./context.ts";
import { logDamage } from "./damage.ts";
import { downloadDescription, headDescription, listDescription } from "./dataset-descriptions.ts";
import { openLatest, resolveEntry } from "./reading.ts";

/** HEAD routes are left out of the document unless they say otherwise. */
const inDocument = { scope: "read", swagger: { exposeHeadRoute: true } } as const;

export const datasetRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  app.get("/datasets", { config: { scope: "read" }, schema: listDescription }, async (request, reply) => {
    const { job } = request.query;
    const run = job === undefined ? await context.runs.published() : await context.runs.ofJob(job);
    if (run !== undefined) reply.header("x-job-id", run.manifest.job);
    return { datasets: run === undefined ? [] : run.manifest.datasets.map((entry) => listed(entry, job)) };
  });
  app.get(
    "/datasets/:name",
    { config: { scope: "read" }, schema: downloadDescription, exposeHeadRoute: false },
    async (request, reply) => serve(context, { ...request.params, ...request.query }, request, reply),
  );
  app.head("/datasets/:name", { schema: headDescription, config: inDocument }, async (request, reply) =>
    serve(context, { ...request.params, ...request.query }, request, reply),
  );
};

function listed(entry: DatasetEntry, job: string | undefined): Record<string, unknown> {
  const { name, rows, bytes, sha256, digest, generatedAt } = entry;
  const path = `/datasets/${name}`;
  const run = job === undefined ? "" : `?job=${encodeURIComponent(job)}`;
  const links = {
    csv: `${path}${run}`,
    ndjson: `${path}${run}${run === "" ? "?" : "&"}format=ndjson`,
    schema: `${path}/schema`,
    report: `${path}/report${run}`,
  };
  return { name, rows, bytes, sha256, digest, generatedAt, job: entry.job, links };
}

interface Wanted {
  readonly name: DatasetName;
  readonly job?: string;
  readonly format?: string;
  readonly offset?: number;
  readonly limit?: number;
}

async function serve(
  context: RouteContext,
  wanted: Wanted,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const asked = rangeless(request) ? { ...request.headers, range: undefined } : request.headers;
  const { accept, "accept-encoding": acceptEncoding, range } = asked;
  const { format, offset, limit } = wanted;
  reply.header("vary", "Accept, Accept-Encoding");
  const representation = representationFor({ accept, acceptEncoding, range, format, offset, limit });
  // The file is opened once; whatever is published or evicted after that changes nothing for this answer.
  const opened = await openLatest(
    () => resolveEntry(context, wanted.name, wanted.job),
    async ({ run, entry }) => ({ run, entry, file: await openDataset(run, entry) }),
  );
  let isSent = false;
  try {
    const answer = answerFor(opened.run, opened.entry, representation, asked);
    if (answer.status === 304 || request.method === "HEAD") {
      return reply.code(answer.status).headers(answer.headers).send();
    }
    const dataset = { ...opened, verifier: context.partitions };
    const plan = bodyPlan(opened.entry, representation, answer.range);
    await verifyFirst(dataset, plan.span);
    const body = datasetBody(dataset, plan);
    isSent = true;
    // Else Node gives an answer without a row the length 0, which no other page of it has.
    if (!isStored(representation)) reply.raw.removeHeader("content-length");
    body.once("error", (error) => logDamage(error, request, opened.run));
    return reply.code(answer.status).headers(answer.headers).send(body);
  } catch (error) {
    logDamage(error, request, opened.run);
    throw error;
  } finally {
    if (!isSent) await opened.file.close();
  }
}

/** RFC 9110, 14.2: a range means something to GET alone. */
function rangeless({ method }: FastifyRequest): boolean {
  return method !== "GET";
}
