// The recent jobs, newest first; pages of older ones on demand.

import { badgeElement, button, element, part, timeElement } from "./elements.js";
import { count } from "./format.js";
import { cancelJob } from "./job.js";
import { hasEnded, kinds, verdictWords } from "./job-panel.js";
import { askJson, ProblemAnswer, Unreachable } from "./service.js";

/** @import { ConsoleJob } from "./job-panel.js" */
/** @typedef {{ jobs: ConsoleJob[], nextCursor: string | null }} JobPage */

const pageLength = 8;
const body = part("recent-rows", HTMLElement);
const more = part("recent-more", HTMLButtonElement);
const empty = part("recent-empty", HTMLElement);

/** @type {string | null} */
let nextCursor = null;
/** Pages on show; all of them are asked for again when the list is. */
let pages = 1;
/** What the rows were drawn from. */
let drawn = "";

/** Draws the list anew where it has changed; true while a job in it has not ended. Throws ProblemAnswer. */
export async function refreshJobs() {
  try {
    const page = /** @type {JobPage} */ (await askJson(`jobs?limit=${Math.min(100, pages * pageLength)}`));
    show(page);
    return page.jobs.some((job) => !hasEnded(job));
  } catch (error) {
    if (error instanceof Unreachable) return false;
    // The page asks for the key by itself, or asks again after the minute.
    if (error instanceof ProblemAnswer && [401, 429].includes(error.problem.status)) return false;
    throw error;
  }
}

/** @param {JobPage} page */
function show({ jobs, nextCursor: next }) {
  nextCursor = next;
  part("recent-card", HTMLElement).hidden = jobs.length === 0;
  empty.hidden = jobs.length > 0;
  empty.textContent = "There are no jobs yet. The first one starts with the button “Generate”.";
  more.hidden = nextCursor === null || pages * pageLength >= 100;
  const rows = jobs.map((job) => [job.id, job.state, job.governance, job.createdAt, job.published]);
  if (JSON.stringify(rows) === drawn) return;
  drawn = JSON.stringify(rows);
  const focused = body.contains(document.activeElement) ? document.activeElement?.id : undefined;
  body.replaceChildren(...jobs.map(row));
  // Drawing anew must not take the focus from a link in the list.
  if (focused) document.getElementById(focused)?.focus();
}

/** @param {ConsoleJob} job */
function row(job) {
  const { id, kind, state, governance, spec, createdAt, published } = job;
  const name = element("code", { title: id }, [id.slice(0, 8)]);
  const link = element("a", { href: `#job=${id}`, id: `open-${id}`, "aria-label": `Open job ${id.slice(0, 8)}` }, [
    name,
  ]);
  const stop = hasEnded(job) ? [] : [" ", button("Cancel", () => cancelJob(job), { class: "link" })];
  const verdict = governance === undefined ? "–" : badgeElement(kinds[governance], verdictWords[governance]);
  return element("tr", {}, [
    element("th", { scope: "row" }, [link]),
    element("td", {}, [badgeElement(kinds[state], state), ...stop, ...notesOn({ kind, published })]),
    element("td", {}, [verdict]),
    element("td", { class: "number" }, [count(spec.customers)]),
    element("td", { class: "seed" }, [spec.seed]),
    element("td", {}, [spec.asOf]),
    element("td", {}, [timeElement(createdAt)]),
  ]);
}

/** What a job is besides its state. @param {Pick<ConsoleJob, "kind" | "published">} job */
function notesOn({ kind, published }) {
  if (kind === "ingest") return [" ingest"];
  return published ? [" published"] : [];
}

/** Makes the button for older jobs act. */
export function wireJobList() {
  more.addEventListener("click", () => {
    pages += 1;
    void refreshJobs();
  });
}
