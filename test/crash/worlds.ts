// Two worlds that take turns in being generated while the service is killed, and how each looks when nobody disturbs it.

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import type { DatasetName } from "../../src/datasets.ts";
import type { Job } from "../../src/jobs/job.ts";
import type { Manifest } from "../../src/storage/manifest.ts";
import { type Build, ServiceProcess } from "./built-service.ts";

/** Few sessions: what is written again and again should be soon written. */
const rates = { Basic: 0.01, Standard: 0.02, Premium: 0.04 };

/** A small one, and one with customers enough for more than one partition of every file that has partitions. */
export const bodies = [6000, 66_000].map((customers) =>
  JSON.stringify({
    seed: "crash",
    asOf: "2026-01-01",
    customers,
    content: 40,
    behaviour: { "session-rate": { rate: rates } },
  }),
);

export interface Undisturbed {
  readonly job: Job;
  readonly manifest: unknown;
  readonly sha256: Readonly<Record<string, string>>;
  readonly usageBytes: number;
  /** From the POST to the end. */
  readonly milliseconds: number;
}

export async function post(url: string, body: string, query = ""): Promise<Job> {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${url}/generate${query}`, { method: "POST", headers, body });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`POST /generate: ${answer.status} ${text}`);
  return JSON.parse(text) as Job;
}

export async function ended(url: string, id: string): Promise<Job> {
  for (;;) {
    const answer = await fetch(`${url}/jobs/${id}`, { headers: { prefer: "wait=30" } });
    const job = (await answer.json()) as Job;
    if (job.state !== "queued" && job.state !== "running") return job;
  }
}

/** Runs both worlds, one after the other, on a data directory of its own. */
export async function undisturbed(build: Build, dataDir: string): Promise<Undisturbed[]> {
  const service = await ServiceProcess.start(build, dataDir, 2);
  const worlds: Undisturbed[] = [];
  for (const body of bodies) worlds.push(await undisturbedJob(service, dataDir, body));
  await service.end();
  return worlds;
}

/** Runs a world and waits for its end. */
export async function undisturbedJob(service: ServiceProcess, dataDir: string, body: string): Promise<Undisturbed> {
  const begin = performance.now();
  const { id } = await post(service.url, body);
  const job = await ended(service.url, id);
  const milliseconds = performance.now() - begin;
  const datasets = job.datasets ?? [];
  return {
    job,
    manifest: comparable(publishedManifest(dataDir)),
    sha256: Object.fromEntries(datasets.map(({ name, sha256 }) => [name, sha256])),
    usageBytes: datasets.find(({ name }) => name === "usage_logs")?.bytes ?? 0,
    milliseconds,
  };
}

export function publishedManifest(dataDir: string): Manifest {
  return JSON.parse(readFileSync(path.join(dataDir, "raw", "manifest.json"), "utf8")) as Manifest;
}

/** Times, the number of the attempt, and what program wrote it: what may differ in two manifests of a world. */
const incidental = new Set(["startedAt", "finishedAt", "generatedAt", "run", "nodeVersion"]);

export function comparable(manifest: Manifest): unknown {
  return JSON.parse(JSON.stringify(manifest, (key, value: unknown) => (incidental.has(key) ? undefined : value)));
}

export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}

/** What lies published on the disk, whole and of one world: its job's id. Throws otherwise. */
export function wholePublished(dataDir: string, worlds: readonly Undisturbed[]): string {
  const manifest = publishedManifest(dataDir);
  const world = worlds.find(({ job }) => job.id === manifest.job);
  if (world === undefined) throw new Error(`The published job ${manifest.job} was never asked for`);
  for (const { name, file } of manifest.datasets) {
    assertDigest(world, name, sha256Of(readFileSync(path.join(dataDir, "raw", file))));
  }
  if (manifest.datasets.length !== 5) throw new Error(`${manifest.datasets.length} datasets are published`);
  return manifest.job;
}

/** The same over HTTP: the list, and one whole download. */
export async function wholeServed(url: string, dataset: DatasetName, worlds: readonly Undisturbed[]): Promise<void> {
  const list = (await (await fetch(`${url}/datasets`)).json()) as { datasets: Job["datasets"] };
  const digests = Object.fromEntries((list.datasets ?? []).map(({ name, sha256 }) => [name, sha256]));
  if (!worlds.some(({ sha256 }) => JSON.stringify(sha256) === JSON.stringify(digests))) {
    throw new Error(`The list mixes worlds: ${JSON.stringify(digests)}`);
  }
  const answer = await fetch(`${url}/datasets/${dataset}`);
  const world = worlds.find(({ job }) => job.id === answer.headers.get("x-job-id"));
  if (world === undefined) throw new Error(`GET /datasets/${dataset}: ${answer.status}`);
  assertDigest(world, dataset, sha256Of(new Uint8Array(await answer.arrayBuffer())));
}

function assertDigest(world: Undisturbed, dataset: DatasetName, sha256: string): void {
  if (world.sha256[dataset] !== sha256) throw new Error(`${dataset} of ${world.job.id} has the digest ${sha256}`);
}
