// A process that runs a long job on the data directory it is given, says once partitions are written, and waits to be killed.

import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import pino from "pino";
import { openJobService } from "../../src/jobs/service.ts";
import { longSpec, publish } from "./specs.ts";

const dataDir = process.argv[2] ?? "";
const logger = pino({ level: "silent" });
const { jobs } = await openJobService({ dataDir, workers: 1, queueLimit: 1, runsKept: 1, logger });
const { job } = await jobs.submit(longSpec(), publish);
const checkpoints = path.join(dataDir, "runs", `${job.id}-1`, "checkpoints.ndjson");
setInterval(() => {
  if (existsSync(checkpoints) && readFileSync(checkpoints, "utf8").includes("\n")) process.stdout.write("written\n");
}, 50);
