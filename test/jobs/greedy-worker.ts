// A worker that takes memory until its thread has no more, whenever the file to hash is called `greed`.

import path from "node:path";
import type { Task, TaskOutcome } from "../../src/jobs/tasks.ts";
import { runTask } from "../../src/jobs/tasks.ts";

export default function runOrGrow(task: Task): TaskOutcome {
  if (task.kind !== "hash" || path.basename(task.path) !== "greed") return runTask(task);
  const held: number[][] = [];
  for (;;) held.push(Array.from({ length: 100_000 }, (_, index) => index + held.length));
}
