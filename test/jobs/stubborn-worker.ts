// A worker that never comes back from a file named `deaf`, and looks at no order to stop.

import path from "node:path";
import type { Task, TaskOutcome } from "../../src/jobs/tasks.ts";
import { runTask } from "../../src/jobs/tasks.ts";

export default function runOrHang(task: Task): TaskOutcome {
  if (task.kind === "hash" && path.basename(task.path) === "deaf") {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  }
  return runTask(task);
}
