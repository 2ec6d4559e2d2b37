// The open job as a ticket: its state, figures, datasets and settings. Draws what it is given; job.js acts.

import { definitions, element, part, say, setBadge, timeElement } from "./elements.js";
import { bytes, count, duration, percent, roughly, secondsBetween } from "./format.js";
import { problemElement } from "./problem.js";
import { ProblemAnswer } from "./service.js";

/** @import { Job } from "../jobs/job.ts" */
/** @typedef {Job} ConsoleJob */

/** What a verdict on a whole run is called. */
export const verdictWords = { pass: "claims hold", fail: "a claim fails", undecided: "undecided" };
/** Colours of states and verdicts, by the names that the style sheet gives them. */
export const kinds = {
  queued: "waiting",
  running: "busy",
  succeeded: "good",
  failed: "bad",
  canceled: "waiting",
  pass: "good",
  fail: "bad",
  undecided: "unsure",
};

/** @param {Pick<ConsoleJob, "state">} job */
export function hasEnded({ state }) {
  return state !== "queued" && state !== "running";
}

/** Shows a job, or that none is open. @param {ConsoleJob | undefined} job */
export function showJob(job) {
  part("ticket", HTMLElement).hidden = job === undefined;
  part("job-empty", HTMLElement).hidden = job !== undefined;
  if (job === undefined) return;
  setBadge(part("job-state", HTMLElement), kinds[job.state], job.state);
  const verdict = job.governance;
  setBadge(part("job-verdict", HTMLElement), verdict ? kinds[verdict] : "none", verdict ? verdictWords[verdict] : "");
  say(part("job-id", HTMLElement), job.id);
  showFigures(job);
  showDatasets(job);
  showNote(job);
  showProblem(job);
  showButtons(job);
  showSettings(job);
}

/** @param {ConsoleJob} job */
function showFigures(job) {
  const { progress, state } = job;
  const ended = hasEnded(job);
  part("job-progress", HTMLProgressElement).value = progress.fraction;
  say(part("job-fraction", HTMLElement), percent(progress.fraction));
  const rows = state === "succeeded" ? "" : ` of ${roughly(progress.rowsExpected)}`;
  say(part("job-rows", HTMLElement), `${count(progress.rowsWritten)}${rows}`);
  say(part("job-speed", HTMLElement), progress.rowsPerSecond > 0 ? roughly(progress.rowsPerSecond) : "–");
  say(part("job-time-term", HTMLElement), ended ? "Took" : "Time left");
  say(part("job-time", HTMLElement), ended ? timeTaken(job) : timeLeft(progress.etaSeconds));
}

/** @param {ConsoleJob} job */
function timeTaken({ startedAt, finishedAt }) {
  return startedAt === null || finishedAt === null ? "–" : duration(secondsBetween(startedAt, finishedAt));
}

/** @param {number | null} seconds */
function timeLeft(seconds) {
  return seconds === null ? "–" : duration(Math.max(1, seconds));
}

/** @param {ConsoleJob} job */
function showDatasets(job) {
  const { progress, spec } = job;
  const list = part("job-datasets", HTMLElement);
  if (list.childElementCount !== spec.datasets.length) {
    list.replaceChildren(
      ...spec.datasets.map(() =>
        element("li", {}, [element("b"), element("span"), element("small"), element("small")]),
      ),
    );
  }
  spec.datasets.forEach((name, index) => {
    const item = list.children[index];
    const [title, state, rows, size] = item?.children ?? [];
    const at = progress.datasets[name] ?? { state: "waiting", rows: 0, bytes: 0 };
    if (item === undefined || title === undefined || state === undefined || rows === undefined || size === undefined)
      return;
    // What was being written when a job broke off stands as it stood.
    const stand = at.state === "running" && hasEnded(job) ? "stopped" : at.state;
    item.className = `is-${stand}`;
    say(title, name);
    say(state, stand);
    say(rows, at.rows > 0 ? `${count(at.rows)} rows` : "–");
    say(size, at.bytes > 0 ? bytes(at.bytes) : "");
  });
}

/** @param {ConsoleJob} job */
function showNote(job) {
  const notes = [];
  if (job.state === "queued") notes.push("It waits for the job that runs now.");
  if (job.requests > 1) notes.push(`${job.requests} requests asked for this job.`);
  if (job.kind === "ingest") notes.push(...ingestNotes(job));
  else if (job.state === "succeeded") {
    notes.push(job.published ? "Its files are the published ones." : "Its files are kept, but others are published.");
  } else if (job.state === "canceled") notes.push("It was canceled; what was published before stayed as it was.");
  if (job.verdicts && job.verdicts.fail > 0) notes.push(`Checks that fail: ${job.verdicts.failed.join(", ")}.`);
  say(part("job-note", HTMLElement), notes.join(" "));
}

/** @param {ConsoleJob} job */
function ingestNotes({ state, loads, result }) {
  if (state === "canceled" || state === "failed") return ["The warehouse stays as it was."];
  if (result === undefined) return [`It loads the run ${loads?.run ?? ""} into the warehouse.`];
  const datasets = Object.values(result.datasets);
  const loaded = datasets.reduce((sum, { loaded: rows }) => sum + rows, 0);
  const rejected = datasets.reduce((sum, { rejected: rows }) => sum + rows, 0);
  const changed = Object.entries(result.datasets).flatMap(([name, file]) =>
    file.manifest === "differs" ? [name] : [],
  );
  return [
    `It loaded ${count(loaded)} rows into the warehouse and rejected ${count(rejected)}.`,
    ...(changed.length > 0 ? [`Changed since written: ${changed.join(", ")}.`] : []),
  ];
}

/** @param {ConsoleJob} job */
function showProblem({ problem }) {
  const place = part("job-problem", HTMLElement);
  // Drawn once: an alert that is drawn again is read out again.
  if (problem === undefined) place.replaceChildren();
  else if (place.childElementCount === 0) place.append(problemElement(new ProblemAnswer(problem, undefined)));
}

/** @param {ConsoleJob} job */
function showButtons(job) {
  const ended = hasEnded(job);
  const succeeded = job.state === "succeeded";
  // Files to publish or to generate anew are those of a job that generates.
  const generates = job.kind !== "ingest";
  const shown = {
    cancel: !ended,
    "publish-again": generates && succeeded && !job.published,
    "show-files": generates && succeeded && !job.published,
    "run-again": generates && ended,
    "use-settings": true,
  };
  for (const [id, isShown] of Object.entries(shown)) {
    const button = part(id, HTMLButtonElement);
    // A button that goes away takes the focus with it: it goes to the heading.
    if (!isShown && document.activeElement === button) part("job-heading", HTMLElement).focus();
    button.hidden = !isShown;
  }
  say(part("run-again", HTMLElement), succeeded ? "Generate anew" : "Run again");
}

/** The job whose settings stand on the ticket. @type {string | undefined} */
let shownSettings;

/** @param {ConsoleJob} job */
function showSettings({ id, spec, createdAt, modelVersion }) {
  const key = `${id} ${createdAt}`;
  if (shownSettings === key) return;
  shownSettings = key;
  const overrides = Object.entries(spec.behaviour).map(([rule, values]) =>
    element("code", {}, [`${rule} ${JSON.stringify(values)}`]),
  );
  part("job-spec", HTMLElement).replaceChildren(
    ...definitions([
      ["Customers", count(spec.customers)],
      ["Titles", count(spec.content)],
      ["Seed", spec.seed],
      ["As of", spec.asOf],
      ["Overrides", overrides.length === 0 ? "none" : element("span", { class: "overrides" }, overrides)],
      ["Asked for", timeElement(createdAt)],
      ["Model", modelVersion],
    ]),
  );
}
