// A worker that dies in the middle of usage_logs, once for every word in a file named `fault` in the data directory: how.

import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { Task, TaskOutcome } from "../../src/jobs/tasks.ts";
import { runTask } from "../../src/jobs/tasks.ts";

export default function runOrDie(task: Task): TaskOutcome {
  if (task.kind !== "generate" || task.partition.dataset !== "usage_logs" || task.index < 7) return runTask(task);
  const file = path.join(path.dirname(task.path), "..", "..", "fault");
  const [fault, ...more] = existsSync(file) ? readFileSync(file, "utf8").split(" ") : [];
  if (fault === undefined || fault === "") return runTask(task);
  // Long enough for what was written before to be made durable.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 400);
  writeFileSync(file, more.join(" "));
  if (fault === "exit") process.exit(3);
  throw new Error("a worker's own fault");
}
