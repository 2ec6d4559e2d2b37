// The moments at which the state on the disk changes while a job runs, by name and in order: where a test ends the process.

export const durableSteps = [
  "run-begun",
  "checkpoints-begun",
  "data-synced",
  "checkpoints-synced",
  "files-written",
  "reports-written",
  "manifest-synced",
  "manifest-written",
  "checkpoints-removed",
  "link-made",
  "link-renamed",
  "published",
  "verdicts-kept",
  "job-recorded",
  "eviction-begun",
  "run-removed",
  "resumption-begun",
  "checkpoints-rewritten",
  "files-cut",
] as const;

export type DurableStep = (typeof durableSteps)[number];

/** Told of every step, right after it. */
export type OnStep = (step: DurableStep) => void;
