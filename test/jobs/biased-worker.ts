// A worker whose generator has a defect: for the seed "biased" it writes no session on a weekend, whatever is declared. Its
// files are whole and their digests right; only what they show is wrong.

import { runTask, type Task, type TaskOutcome } from "../../src/jobs/tasks.ts";

export default function runBiased(task: Task): TaskOutcome {
  if ((task.kind !== "generate" && task.kind !== "prepare") || task.spec.seed !== "biased") return runTask(task);
  // Under another run's name: a worker keeps the world it has prepared by the name of the run.
  const spec = { ...task.spec, behaviour: { ...task.spec.behaviour, "weekend-lift": { lift: 0 } } };
  return runTask({ ...task, run: `${task.run}-biased`, spec });
}
