// Runs one job on the same service that HTTP uses, and says how it ended.

import pino from "pino";
import type { Config } from "../config.ts";
import { CodedError } from "../errors.ts";
import type { Job, JobService } from "../jobs/job.ts";
import { openJobService } from "../jobs/service.ts";
import { resolveSpec } from "../spec/resolve.ts";
import type { Spec } from "../spec/spec.ts";
import { dataDirectory, hostPath } from "../storage/data-directory.ts";
import type { GenerateCommand } from "./command-line.ts";
import { exitCodes, problemFailure } from "./failures.ts";
import { verdictLine } from "./governance-table.ts";
import { grouped, progressDisplay } from "./progress.ts";
import { isGenerateRequest, requestFaults } from "./request-faults.ts";
import type { Surroundings } from "./surroundings.ts";

/** Generates what the command asks for; the exit code. Throws CodedError as `resolveSpec` and the job service do. */
export async function runGenerate(
  command: GenerateCommand,
  config: Config,
  surroundings: Surroundings,
): Promise<number> {
  return generate(specOf(command, config, surroundings.today), command, config, surroundings);
}

/** Throws CodedError as `resolveSpec` does, and `invalid-spec` for what the schema refuses. */
function specOf({ request }: GenerateCommand, { maxCustomers }: Config, today: string): Spec {
  if (!isGenerateRequest(request)) {
    throw new CodedError("invalid-spec", "The request is not valid.", { errors: requestFaults(request) });
  }
  return resolveSpec(request, { maxCustomers, today }).spec;
}

async function generate(
  spec: Spec,
  { json }: GenerateCommand,
  config: Config,
  { stdout, stderr, interrupted }: Surroundings,
): Promise<number> {
  const logger = pino({ level: config.logLevel }, stderr);
  const { dataDir, workers, queueLimit, runsKept } = config;
  // What a service left in the queue stays there for it.
  const service = await openJobService({ dataDir, workers, queueLimit, runsKept, logger, resume: false });
  try {
    const { job: submitted, existing } = await service.jobs.submit(spec, { publish: true, force: false });
    const ended = existing ? submitted : await follow(service.jobs, submitted.id, stderr, interrupted);
    const job = onThisHost(ended, dataDir);
    if (json) stdout.write(`${JSON.stringify(job)}\n`);
    else if (job.state === "succeeded") stdout.write(summary(job, existing));
    if (job.state === "succeeded") return exitCodes.done;
    if (job.problem === undefined) {
      stderr.write("Interrupted: the same command goes on from here. What was published before stays.\n");
      return exitCodes.interrupted;
    }
    const { exitCode, text } = problemFailure(job.problem);
    stderr.write(text);
    return exitCode;
  } finally {
    await service.close();
  }
}

/** Resolves with the job once it has ended; an interruption puts it back in the queue first. */
async function follow(
  jobs: JobService,
  id: string,
  screen: Surroundings["stderr"],
  interrupted: AbortSignal,
): Promise<Job> {
  const putBack = (): void => void jobs.close();
  if (interrupted.aborted) putBack();
  interrupted.addEventListener("abort", putBack, { once: true });
  const display = progressDisplay(screen);
  try {
    for await (const { job } of jobs.events(id, undefined, new AbortController().signal)) display.show(job);
  } finally {
    display.end();
    interrupted.removeEventListener("abort", putBack);
  }
  return jobs.get(id);
}

/** The job with the paths that a shell here would understand; clients elsewhere get none of the host's directories. */
function onThisHost(job: Job, dataDir: string): Job {
  const directory = dataDirectory(dataDir);
  const datasets = job.datasets?.map((dataset) => ({ ...dataset, path: hostPath(directory, dataset.path) }));
  return datasets === undefined ? job : { ...job, datasets };
}

/** One line a dataset: name, rows, bytes, path; then the verdict. */
function summary(job: Job, existing: boolean): string {
  const datasets = job.datasets ?? [];
  const lines = [["dataset", "rows", "bytes", "path"], ...datasets.map(cellsOf)];
  const widths = [0, 1, 2].map((column) => Math.max(...lines.map((cells) => cells[column]!.length)));
  const table = lines.map(([name, rows, bytes, path]) =>
    [name!.padEnd(widths[0]!), rows!.padStart(widths[1]!), bytes!.padStart(widths[2]!), path!].join("  "),
  );
  const first = existing
    ? "This job had run before: the same spec gives the same bytes, so nothing was written.\n"
    : "";
  return `${first}${table.join("\n")}\n${verdictText(job)}`;
}

function verdictText({ governance: verdict, verdicts }: Job): string {
  if (verdict === undefined || verdicts === undefined) return "";
  const failed = verdicts.failed.map((id) => `  failed: ${id}\n`);
  return `${verdictLine({ verdict, counts: verdicts })}\n${failed.join("")}`;
}

function cellsOf({ name, rows, bytes, path }: NonNullable<Job["datasets"]>[number]): string[] {
  return [name, grouped(rows), grouped(bytes), path];
}
