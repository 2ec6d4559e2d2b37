// The console: puts the parts of the page to work, and keeps them up to date. Loaded last, and may come late.

import { wireDownloads } from "./downloads.js";
import { part, say } from "./elements.js";
import { estimateNow, estimateSoon } from "./estimate.js";
import { filesChanges, refreshFiles, showFilesOf } from "./files.js";
import { jobChanges, openAddress, startJob, wireJob } from "./job.js";
import { refreshJobs, wireJobList } from "./job-list.js";
import { keyChanges, wireKey } from "./key.js";
import { faultsOf, focusFirstFault, markFields, problemElement } from "./problem.js";
import { offerScenarios, readRequest } from "./request-form.js";
import { ask, askJson, connection, ProblemAnswer, Unreachable } from "./service.js";
import { refreshVerdicts } from "./verdicts.js";

/** @import { Scenario } from "./request-form.js" */

/** Milliseconds between looks at the lists, while a job is unfinished and while none is. */
const pauses = { busy: 4000, idle: 20_000 };
/** Milliseconds between attempts to reach a service that does not answer. */
const reconnectPause = 2000;

const form = part("request", HTMLFormElement);
const submit = part("submit", HTMLButtonElement);
const problemPlace = part("request-problem", HTMLElement);

/** Posts what the form says; a problem is shown below it and at its fields. */
async function send() {
  if (submit.getAttribute("aria-disabled") === "true") return;
  problemPlace.replaceChildren();
  const { body, faults } = readRequest();
  markFields(faults);
  if (focusFirstFault(faults)) return;
  submit.setAttribute("aria-disabled", "true");
  try {
    await startJob(body);
  } catch (error) {
    const box = problemElement(error);
    problemPlace.replaceChildren(box);
    markFields(faultsOf(error));
    if (!focusFirstFault(faultsOf(error))) box.focus();
  } finally {
    submit.removeAttribute("aria-disabled");
  }
}

/** Scenarios are an offer: a service without them has a form without them. */
async function loadScenarios() {
  try {
    const { scenarios } = /** @type {{ scenarios: Scenario[] }} */ (await askJson("scenarios"));
    offerScenarios(scenarios);
  } catch (error) {
    if (!(error instanceof ProblemAnswer) && !(error instanceof Unreachable)) throw error;
  }
}

/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Looks at jobs and files, now and then again; not while nobody looks at the page. */
async function refresh() {
  clearTimeout(timer);
  const [busy] = await Promise.all([refreshJobs(), refreshFiles()]);
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(() => void refresh(), busy ? pauses.busy : pauses.idle);
}

function wireConnection() {
  const banner = part("connection", HTMLElement);
  /** @type {ReturnType<typeof setInterval> | undefined} */
  let attempts;
  connection.addEventListener("lost", () => {
    banner.classList.add("is-lost");
    say(banner, "The service cannot be reached. Trying again…");
    attempts = setInterval(() => void ask("healthz").catch(() => undefined), reconnectPause);
  });
  connection.addEventListener("found", () => {
    clearInterval(attempts);
    banner.classList.remove("is-lost");
    say(banner, "");
    askAnew();
  });
}

/** Everything on the page that the service tells. */
function askAnew() {
  void estimateNow();
  void openAddress();
  void refresh();
}

function wire() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send();
  });
  form.addEventListener("input", estimateSoon);
  submit.disabled = false;
  part("skip", HTMLElement).addEventListener("click", (event) => {
    // The address holds the open job, and keeps it.
    event.preventDefault();
    part("main", HTMLElement).focus();
  });
  part("show-files", HTMLElement).addEventListener("click", () => {
    void showFilesOf(/^#job=(\w+)$/.exec(location.hash)?.[1]);
  });
  part("publish-again", HTMLElement).addEventListener("click", () => void showFilesOf(undefined));
  jobChanges.addEventListener("changed", () => void refresh());
  filesChanges.addEventListener("changed", (event) => {
    if (event instanceof CustomEvent) void refreshVerdicts(event.detail);
  });
  document.addEventListener("visibilitychange", () => void refresh());
  wireJob();
  wireJobList();
  wireConnection();
  wireDownloads();
  wireKey();
  keyChanges.addEventListener("given", () => {
    void loadScenarios();
    askAnew();
  });
}

wire();
void loadScenarios();
askAnew();
