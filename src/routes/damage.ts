// What the log says of an answer that a damaged file ends: which partition, and what stands in its place.

import type { FastifyRequest } from "fastify";
import { DamagedPartitionError } from "../storage/partition-verifier.ts";
import type { Run } from "../storage/run.ts";

/** Logs the damage in a line of its own, with the partition's place; passes over any other error. */
export function logDamage(error: unknown, request: FastifyRequest, { manifest: { run, job } }: Run): void {
  if (!(error instanceof DamagedPartitionError)) return;
  const { dataset, partition } = error;
  request.log.error({ event: "file-damaged", run, job, dataset, ...partition }, error.message);
}
