// Which run a reader means: the published one, or that of `?job=`; and what is said when it does not hold the dataset.

import { Type } from "typebox";
import { type DatasetName, datasetNames } from "../datasets.ts";
import { CodedError } from "../errors.ts";
import { jobExample } from "../openapi/examples.ts";
import type { DatasetEntry } from "../storage/manifest.ts";
import { datasetEntry, type Run } from "../storage/run.ts";
import type { RouteContext } from "./context.ts";

export const datasetParameters = Type.Object({
  name: Type.Enum(datasetNames, { type: "string", description: "The dataset's name.", examples: ["customers"] }),
});

/** The query parameter that chooses a run. */
export const jobQuery = {
  job: Type.Optional(Type.String({ maxLength: 100, description: "The run of this job instead of the published one." })),
};

/** The codes that `resolveRun` and `resolveEntry` answer with. */
export const readingCodes = [
  "invalid-query",
  "not-generated",
  "unknown-job",
  "job-not-finished",
  "job-evicted",
  "run-damaged",
  "internal-error",
] as const;

/** The header that names the run an answer comes from. */
export const jobIdHeader = {
  "x-job-id": Type.String({ description: "The job whose run was read.", examples: [jobExample.id] }),
};

/** Throws CodedError not-generated, unknown-job, job-not-finished, job-evicted. */
export async function resolveRun(context: RouteContext, job: string | undefined): Promise<Run> {
  const run = job === undefined ? await context.runs.published() : await context.runs.ofJob(job);
  if (run === undefined) throw new CodedError("not-generated", "Nothing has been published; the body to POST is {}.");
  return run;
}

export interface ResolvedEntry {
  readonly run: Run;
  readonly entry: DatasetEntry;
}

/** The run and its entry of a dataset. Throws as `resolveRun` does, and not-generated when the run leaves it out. */
export async function resolveEntry(
  context: RouteContext,
  name: DatasetName,
  job: string | undefined,
): Promise<ResolvedEntry> {
  const run = await resolveRun(context, job);
  return { run, entry: entryOf(run, name, job) };
}

/** The entry of a dataset in a run that has been resolved for `job`. Throws CodedError not-generated when the run leaves it out. */
export function entryOf(run: Run, name: DatasetName, job: string | undefined): DatasetEntry {
  const entry = datasetEntry(run, name);
  if (entry !== undefined) return entry;
  const body = JSON.stringify({ ...run.manifest.spec, datasets: [name] });
  const where = job === undefined ? "The published run" : "The run of this job";
  throw new CodedError("not-generated", `${where} holds no ${name}; the body to POST is ${body}.`);
}

/**
 * What `open` makes of the run that is found. Between finding a run and opening its files the run may have been replaced and evicted:
 * then there is another, or something truer to be said than that a file is missing.
 */
export async function openLatest<Found extends { readonly run: Run }, Opened>(
  find: () => Promise<Found>,
  open: (found: Found) => Promise<Opened>,
): Promise<Opened> {
  const found = await find();
  try {
    return await open(found);
  } catch (error) {
    const again = await find();
    if (again.run.directory === found.run.directory) throw error;
    return open(again);
  }
}
