// A worker that ends its thread in the middle of usage_logs while a file named `fault` lies in the data directory.

import { existsSync } from "node:fs";
import path from "node:path";
import type { Task, TaskOutcome } from "../../src/jobs/tasks.ts";
import { runTask } from "../../src/jobs/tasks.ts";

export default function runOrDie(task: Task): TaskOutcome {
  const isFatal = task.kind === "generate" && task.partition.dataset === "usage_logs" && task.index === 7;
  if (isFatal && existsSync(path.join(path.dirname(task.path), "..", "..", "fault"))) process.exit(3);
  return runTask(task);
}
