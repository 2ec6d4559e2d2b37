// Kills the service again and again while it generates, at drawn moments of drawn phases, and after every kill and at the
// end of every job looks whether all is as it would be undisturbed. Throws at the first thing that is not.

import { existsSync, readdirSync, statSync } from "node:fs";
import path from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { datasetNames } from "../../src/datasets.ts";
import type { Job } from "../../src/jobs/job.ts";
import { type Build, ServiceProcess } from "./built-service.ts";
import {
  bodies,
  comparable,
  ended,
  post,
  publishedManifest,
  type Undisturbed,
  wholePublished,
  wholeServed,
} from "./worlds.ts";

export const phases = ["start", "customers", "usage", "scan", "judge", "publish", "tidy"] as const;
export type Phase = (typeof phases)[number];

export interface Kills {
  readonly build: Build;
  readonly dataDir: string;
  readonly worlds: readonly Undisturbed[];
  /** Uniform in 0..1. */
  readonly draw: () => number;
  /** False once no further job should be begun. */
  readonly goesOn: (kills: number) => boolean;
}

export interface Killed {
  kills: number;
  jobs: number;
  /** Lives that went on from checkpoints, and that found a complete run. */
  resumed: number;
  adopted: number;
  readonly phases: Record<Phase, number>;
}

/** Kills within one job, in the order of the phases; every phase has its turn. */
const killsAJob = 9;
const longestPhaseMilliseconds = 120_000;

export async function killAtMoments(plan: Kills): Promise<Killed> {
  const counts = Object.fromEntries(phases.map((phase) => [phase, 0])) as Record<Phase, number>;
  const killed: Killed = { kills: 0, jobs: 0, resumed: 0, adopted: 0, phases: counts };
  const deck: Phase[] = [];
  const first = await ServiceProcess.start(plan.build, plan.dataDir, 1);
  await ended(first.url, (await post(first.url, bodies[1]!)).id);
  await first.kill();
  while (plan.goesOn(killed.kills)) {
    while (deck.length < killsAJob) deck.push(...shuffled(phases, plan.draw));
    const moments = deck.splice(0, killsAJob).sort((a, b) => phases.indexOf(a) - phases.indexOf(b));
    await new KilledJob(plan, killed, killed.jobs % 2).run(moments);
    killed.jobs++;
  }
  return killed;
}

function shuffled<T>(values: readonly T[], draw: () => number): T[] {
  return values
    .map((value) => ({ value, key: draw() }))
    .sort((a, b) => a.key - b.key)
    .map(({ value }) => value);
}

class KilledJob {
  readonly #plan: Kills;
  readonly #killed: Killed;
  readonly #body: string;
  readonly #world: Undisturbed;
  #isPosted = false;
  #lastEvent = 0;

  constructor(plan: Kills, killed: Killed, index: number) {
    this.#plan = plan;
    this.#killed = killed;
    this.#body = bodies[index]!;
    this.#world = plan.worlds[index]!;
  }

  async run(moments: readonly Phase[]): Promise<void> {
    const { dataDir, worlds } = this.#plan;
    for (const phase of moments) {
      const service = await this.#begin(true);
      const followed = this.#follow(service).catch(failUnlessCut);
      const dataset = datasetNames[this.#killed.kills % datasetNames.length]!;
      const served = phase === "start" ? undefined : wholeServed(service.url, dataset, worlds).catch(failUnlessCut);
      await this.#until(service, phase);
      await service.kill();
      await Promise.all([followed, served]);
      this.#killed.kills++;
      this.#killed.phases[phase]++;
      this.#count(service);
      wholePublished(dataDir, worlds);
    }
    const service = await this.#begin(false);
    await this.#follow(service);
    this.#assertRight(await ended(service.url, this.#world.job.id));
    this.#count(service);
    await service.kill();
  }

  /** A life that goes on with the job by itself, unless it is yet to be asked for, or has ended while more is to come. */
  async #begin(isMore: boolean): Promise<ServiceProcess> {
    const { build, dataDir } = this.#plan;
    const service = await ServiceProcess.start(build, dataDir, 1 + (this.#killed.kills % 2));
    if (!this.#isPosted || (isMore && (await this.#hasSucceeded(service)))) {
      const { id } = await post(service.url, this.#body, "?force=true");
      if (id !== this.#world.job.id) throw new Error(`The job has the id ${id}`);
      this.#isPosted = true;
    }
    return service;
  }

  async #hasSucceeded({ url }: ServiceProcess): Promise<boolean> {
    const job = (await (await fetch(`${url}/jobs/${this.#world.job.id}`)).json()) as Job;
    return job.state === "succeeded";
  }

  async #until(service: ServiceProcess, phase: Phase): Promise<void> {
    const begin = performance.now();
    while (!this.#isIn(service, phase)) {
      if (performance.now() - begin > longestPhaseMilliseconds) throw new Error(`${phase} never came`);
      await pause(2);
    }
    // The phases differ in length: a share of the whole job for the long ones, a few milliseconds for the others.
    const share = { start: 0.1, customers: 0.15, usage: 0.3, scan: 0.4, judge: 0.05, publish: 0.02, tidy: 0.02 }[phase];
    await pause(this.#plan.draw() * share * this.#world.milliseconds);
  }

  #isIn(service: ServiceProcess, phase: Phase): boolean {
    const isOver = service.logged("run-judged") || service.logged("governance-failed");
    if (phase === "start" || isOver) return true;
    if (phase === "tidy") return false;
    const run = this.#newestRun();
    const size = (file: string): number => statSync(path.join(run, file), { throwIfNoEntry: false })?.size ?? 0;
    switch (phase) {
      case "customers":
        return size("customers.csv") > 0;
      case "usage":
        return size("usage_logs.csv") > 0;
      case "scan":
        return size("usage_logs.csv") >= this.#world.usageBytes;
      case "judge":
        return service.log.some((line) => line.includes('"dataset-generated"') && line.includes("usage_logs"));
      case "publish":
        return existsSync(path.join(run, "report.json.tmp")) || existsSync(path.join(run, "report.json"));
    }
  }

  /** Of the attempt that is under way, or a path that leads nowhere. */
  #newestRun(): string {
    const runs = path.join(this.#plan.dataDir, "runs");
    const { id } = this.#world.job;
    const numbers = readdirSync(runs).flatMap((name) => (name.startsWith(id) ? [Number(name.slice(33))] : []));
    return path.join(runs, `${id}-${Math.max(0, ...numbers)}`);
  }

  /** Ids of events rise over all lives of a job, and within a life nothing goes back. */
  async #follow({ url }: ServiceProcess): Promise<void> {
    const answer = await fetch(`${url}/jobs/${this.#world.job.id}/events`);
    let text = "";
    let [fraction, rows] = [0, 0];
    for await (const part of answer.body ?? []) {
      const events = (text + Buffer.from(part).toString("utf8")).split("\n\n");
      text = events.pop() ?? "";
      for (const event of events) {
        const id = Number(/^id: ?(\d+)$/m.exec(event)?.[1] ?? 0);
        const data = /^data: ?(.*)$/m.exec(event)?.[1];
        if (id === 0 || data === undefined) continue;
        const { progress, state } = JSON.parse(data) as Job;
        // The last event of a job that has ended is told to everybody who asks.
        const isTold = id === this.#lastEvent && state === "succeeded";
        if (id <= this.#lastEvent && !isTold) throw new Error(`Event ${id} follows event ${this.#lastEvent}`);
        this.#lastEvent = id;
        if (progress.fraction < fraction || progress.rowsWritten < rows) throw new Error("The progress went back");
        ({ fraction, rowsWritten: rows } = progress);
      }
    }
  }

  #count(service: ServiceProcess): void {
    if (service.log.some((line) => /"event":"job-resumed".*"partitions":[1-9]/.test(line))) this.#killed.resumed++;
    if (service.logged("run-adopted")) this.#killed.adopted++;
  }

  #assertRight(job: Job): void {
    const { dataDir, worlds } = this.#plan;
    const { manifest, job: expected } = this.#world;
    if (job.state !== "succeeded" || !job.published) throw new Error(`The job ended ${JSON.stringify(job)}`);
    if (job.progress.rowsWritten !== expected.progress.rowsWritten) throw new Error("Rows were counted wrong");
    if (wholePublished(dataDir, worlds) !== job.id) throw new Error("Another job is published");
    const found = JSON.stringify(comparable(publishedManifest(dataDir)));
    if (found !== JSON.stringify(manifest)) throw new Error(`The manifest differs: ${found}`);
    const left = readdirSync(path.join(dataDir, "raw")).sort();
    const files = [...datasetNames.map((name) => `${name}.csv`), "governance.json", "manifest.json", "report.json"];
    if (left.join() !== files.sort().join()) throw new Error(`The run has ${left.join()}`);
  }
}

/** A download is cut where the service was killed; one that ended must have been right. */
function failUnlessCut(error: unknown): void {
  if (error instanceof TypeError || (error instanceof Error && error.name === "AbortError")) return;
  throw error;
}
