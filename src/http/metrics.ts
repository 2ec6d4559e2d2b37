// What the service counts for Prometheus, in a registry of its own, so that several applications fit in one process.

import type { IMetricsPluginOptions } from "fastify-metrics";
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { datasetNames } from "../datasets.ts";
import type { Job, JobState } from "../jobs/job.ts";
import type { JobObserver } from "../jobs/observer.ts";

export interface Metrics {
  readonly registry: Registry;
  /** To be given to the job service. */
  readonly observer: JobObserver;
  /** Says where the queue's depth is read whenever the metrics are. */
  watchQueue(depth: () => number): void;
}

const endStates: readonly JobState[] = ["succeeded", "failed", "canceled"];
const verdicts: readonly NonNullable<Job["governance"]>[] = ["pass", "fail", "undecided"];
/** Upper bounds, in seconds. */
const requestBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10, 60];
const durationBuckets = [0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300, 600, 1800];

export function createMetrics(): Metrics {
  const registry = new Registry();
  const registers = [registry];
  // Event-loop delay, memory, garbage collection and the like.
  collectDefaultMetrics({ register: registry });
  const rows = new Counter({
    name: "mockbuster_rows_generated_total",
    help: "Rows written, by dataset.",
    labelNames: ["dataset"],
    registers,
  });
  const bytes = new Counter({
    name: "mockbuster_bytes_generated_total",
    help: "Bytes written, by dataset.",
    labelNames: ["dataset"],
    registers,
  });
  const jobs = new Counter({
    name: "mockbuster_jobs_total",
    help: "Jobs that ended, by the state they ended in.",
    labelNames: ["state"],
    registers,
  });
  const judged = new Counter({
    name: "mockbuster_governance_runs_total",
    help: "Runs whose files were judged, by verdict.",
    labelNames: ["verdict"],
    registers,
  });
  const durations = new Histogram({
    name: "mockbuster_job_duration_seconds",
    help: "Time from a job's start to its end.",
    buckets: durationBuckets,
    registers,
  });
  const loaded = new Counter({
    name: "mockbuster_rows_loaded_total",
    help: "Rows loaded into the warehouse, by dataset.",
    labelNames: ["dataset"],
    registers,
  });
  const rejected = new Counter({
    name: "mockbuster_rows_rejected_total",
    help: "Rows that did not fit into the warehouse, by dataset.",
    labelNames: ["dataset"],
    registers,
  });
  // What has not happened yet is counted as 0, so that rates hold from the first time on.
  for (const dataset of datasetNames) {
    rows.inc({ dataset }, 0);
    bytes.inc({ dataset }, 0);
    loaded.inc({ dataset }, 0);
    rejected.inc({ dataset }, 0);
  }
  for (const state of endStates) jobs.inc({ state }, 0);
  for (const verdict of verdicts) judged.inc({ verdict }, 0);
  return {
    registry,
    observer: {
      jobEnded(job, seconds) {
        jobs.inc({ state: job.state });
        if (job.governance !== undefined) judged.inc({ verdict: job.governance });
        durations.observe(seconds);
      },
      rowsGenerated(dataset, count, size) {
        rows.inc({ dataset }, count);
        bytes.inc({ dataset }, size);
      },
      warehouseLoaded({ datasets }) {
        for (const dataset of datasetNames) {
          loaded.inc({ dataset }, datasets[dataset].loaded);
          rejected.inc({ dataset }, datasets[dataset].rejected);
        }
      },
    },
    watchQueue(depth) {
      new Gauge({
        name: "mockbuster_queue_depth",
        help: "Jobs that wait.",
        registers,
        collect() {
          this.set(depth());
        },
      });
    },
  };
}

/** How long requests take, by route: options of the plugin that measures it. */
export function requestTiming(registry: Registry): Partial<IMetricsPluginOptions> {
  return {
    endpoint: null,
    defaultMetrics: { enabled: false },
    routeMetrics: {
      enabled: { histogram: true, summary: false },
      // Paths that no route serves are counted together.
      registeredRoutesOnly: false,
      overrides: {
        histogram: {
          registers: [registry],
          buckets: requestBuckets,
        },
        // Made in any case; in no registry it is in no one's way.
        summary: { registers: [] },
      },
    },
  };
}
