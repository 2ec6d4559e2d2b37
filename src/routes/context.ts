// What the routes are given: the services they call, and the signals that end long answers.

import type { FastifyReply } from "fastify";
import type { Config } from "../config.ts";
import type { GovernanceHistory } from "../jobs/governance-history.ts";
import type { JobService } from "../jobs/job.ts";
import type { RunVerification } from "../jobs/run-verification.ts";
import type { PartitionVerifier } from "../storage/partition-verifier.ts";
import type { RunCatalog } from "../storage/run.ts";
import type { WarehouseQueries } from "../warehouse/queries/warehouse-queries.ts";
import type { Validation } from "../warehouse/validation/schemas.ts";

export interface RouteContext {
  readonly config: Pick<Config, "maxCustomers">;
  readonly jobs: JobService;
  readonly runs: RunCatalog;
  readonly history: GovernanceHistory;
  readonly warehouse: WarehouseQueries;
  readonly verification: RunVerification;
  /** The last results of the validation tests; undefined before the first ingest. Throws CodedError storage-failed. */
  readonly validation: () => Validation | undefined;
  /** True when a file can be written in the data directory. Throws CodedError disk-full. */
  readonly isWritable: () => Promise<boolean>;
  /** Today's UTC date, `YYYY-MM-DD`. */
  readonly today: () => string;
  /** Aborts when the service begins to shut down. */
  readonly closing: AbortSignal;
  /** Verifies what is downloaded. */
  readonly partitions: PartitionVerifier;
}

/** Aborts when the client is gone, its answer is complete, or the service shuts down. */
export function untilAnswered({ raw }: FastifyReply, closing: AbortSignal): AbortSignal {
  // Not AbortSignal.any: what it notes in a signal that outlives the request stays there, some 60 bytes for each.
  const ended = new AbortController();
  const end = (): void => {
    closing.removeEventListener("abort", end);
    ended.abort();
  };
  if (closing.aborted || raw.closed) ended.abort();
  else {
    closing.addEventListener("abort", end);
    raw.once("close", end);
  }
  return ended.signal;
}
