// The open job: found by the address of the page, followed as it runs, canceled, run again. job-panel.js draws it.

import { announce, button, part, say } from "./elements.js";
import { count } from "./format.js";
import { followJob } from "./job-events.js";
import { hasEnded, showJob, verdictWords } from "./job-panel.js";
import { problemElement } from "./problem.js";
import { fillForm } from "./request-form.js";
import { askJson, ProblemAnswer } from "./service.js";

/** @import { ConsoleJob } from "./job-panel.js" */

/** Tells `changed` when a job was taken on or has ended: lists that show jobs or files are out of date. */
export const jobChanges = new EventTarget();

/** Steps of progress that are read out. */
const spokenSteps = 4;
/** Milliseconds until a job is looked up whose events are refused. */
const refusedPause = 3000;

/** @type {ConsoleJob | undefined} */
let open;
/** The id that the address names; the job itself may still be on its way. @type {string | undefined} */
let openId;
let stopFollowing = () => {};
let spokenStep = 0;

const refusal = part("job-refusal", HTMLElement);
const heading = part("job-heading", HTMLElement);

/** The job that the address names: `#job=<id>`. */
function idOfAddress() {
  return /^#job=(\w+)$/.exec(location.hash)?.[1];
}

/** @param {ConsoleJob} job @param {{ focus: boolean }} options */
function openJob(job, { focus }) {
  stopFollowing();
  refusal.replaceChildren();
  part("job-problem", HTMLElement).replaceChildren();
  open = job;
  openId = job.id;
  spokenStep = 0;
  if (idOfAddress() !== job.id) location.hash = `job=${job.id}`;
  showJob(job);
  if (focus) heading.focus();
  if (!hasEnded(job)) stopFollowing = followJob(job.id, follower);
}

const follower = {
  /** @param {ConsoleJob} job @param {boolean} ended */
  onJob(job, ended) {
    open = job;
    showJob(job);
    if (ended) {
      announce(ending(job));
      jobChanges.dispatchEvent(new Event("changed"));
    } else speakStep(job);
  },
  /** @param {boolean} reconnecting */
  onConnection(reconnecting) {
    const place = part("job-note", HTMLElement);
    if (reconnecting) say(place, "The connection broke off. Connecting again…");
  },
  onRefused: () => void setTimeout(() => void openAddress(), refusedPause),
};

/** @param {ConsoleJob} job */
function ending(job) {
  if (job.state !== "succeeded") return `The job has ${job.state === "failed" ? "failed" : "been canceled"}.`;
  const verdict = job.governance === undefined ? "" : ` Verdict: ${verdictWords[job.governance]}.`;
  return `The job is done: ${count(job.progress.rowsWritten)} rows written.${verdict}`;
}

/** @param {ConsoleJob} job */
function speakStep({ progress }) {
  const step = Math.floor(progress.fraction * spokenSteps);
  if (step > spokenStep) announce(`${(100 / spokenSteps) * step} % done.`);
  spokenStep = Math.max(spokenStep, step);
}

/** Shows the job that the address names, or none. */
export async function openAddress() {
  const id = idOfAddress();
  stopFollowing();
  openId = id;
  if (id === undefined) {
    open = undefined;
    refusal.replaceChildren();
    return showJob(undefined);
  }
  try {
    const job = /** @type {ConsoleJob} */ (await askJson(`jobs/${id}`));
    if (openId === id) openJob(job, { focus: false });
  } catch (error) {
    if (openId !== id) return;
    showJob(undefined);
    part("job-empty", HTMLElement).hidden = true;
    refuse(error);
  }
}

/** @param {unknown} error @param {readonly Node[]} [choices] */
function refuse(error, choices) {
  const box = problemElement(error, choices);
  refusal.replaceChildren(box);
  return box;
}

/**
 * Posts a request, and opens the job it is answered with. Throws as `ask` does.
 * @param {unknown} body
 * @param {{ force?: boolean }} [options]
 */
export async function startJob(body, { force = false } = {}) {
  const path = force ? "generate?force=true" : "generate";
  const job = /** @type {ConsoleJob} */ (await askJson(path, { method: "POST", body }));
  openJob(job, { focus: true });
  if (hasEnded(job)) {
    announce("This job was done before: the same settings give the same bytes.");
    const note = part("job-note", HTMLElement);
    say(note, `This job was done before: the same settings give the same bytes. ${note.textContent}`);
  } else announce("The job was taken on.");
  jobChanges.dispatchEvent(new Event("changed"));
}

/** @param {{ force: boolean }} options */
async function cancel({ force }) {
  if (open === undefined) return;
  const { id } = open;
  refusal.replaceChildren();
  try {
    const job = /** @type {ConsoleJob} */ (
      await askJson(`jobs/${id}${force ? "?force=true" : ""}`, { method: "DELETE" })
    );
    if (openId === id) {
      open = job;
      showJob(job);
    }
    jobChanges.dispatchEvent(new Event("changed"));
  } catch (error) {
    const isShared = error instanceof ProblemAnswer && error.problem.code === "shared-job";
    const choices = [
      button("Cancel it for everyone", () => cancel({ force: true })),
      button("Let it run", () => {
        refusal.replaceChildren();
        heading.focus();
      }),
    ];
    refuse(error, isShared ? choices : []).focus();
  }
}

/** Opens a job and cancels it, so that what comes of it is seen. @param {ConsoleJob} job */
export async function cancelJob(job) {
  if (openId !== job.id) openJob(job, { focus: true });
  await cancel({ force: false });
}

/** Posts the open job's own settings again. @param {{ force: boolean }} options */
async function postAgain({ force }) {
  if (open === undefined) return;
  refusal.replaceChildren();
  try {
    await startJob(open.spec, { force });
  } catch (error) {
    refuse(error).focus();
  }
}

/** Makes the ticket's buttons act, and follows the address. */
export function wireJob() {
  /** @param {string} id @param {() => unknown} act */
  const on = (id, act) => part(id, HTMLButtonElement).addEventListener("click", () => void act());
  on("cancel", () => cancel({ force: false }));
  on("publish-again", () => postAgain({ force: false }));
  on("run-again", () => postAgain({ force: open?.state === "succeeded" }));
  on("use-settings", () => {
    if (open === undefined) return;
    fillForm(open.spec);
    part("customers", HTMLElement).focus();
  });
  window.addEventListener("hashchange", () => {
    if (idOfAddress() !== openId) void openAddress();
  });
}
