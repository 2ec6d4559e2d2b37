// The files on show: those that are published, or those of one job; where to download them, and the first rows.

import { button, element, part, say, timeElement } from "./elements.js";
import { showRows } from "./first-rows.js";
import { bytes, count } from "./format.js";
import { problemElement } from "./problem.js";
import { askJson, Unreachable } from "./service.js";

/** @import { DatasetName } from "../datasets.ts" */
/**
 * @typedef {object} ListedFile
 * @property {DatasetName} name
 * @property {number} rows
 * @property {number} bytes
 * @property {string} sha256
 * @property {string} generatedAt
 * @property {string} job
 */

/** Tells `changed` when other files are on show. */
export const filesChanges = new EventTarget();

const empty = part("files-empty", HTMLElement);
const refusal = part("files-problem", HTMLElement);

/** The job whose files are on show; undefined for the published ones. @type {string | undefined} */
let source;
/** The dataset whose rows are on show. @type {string | undefined} */
let chosen;
/** What was drawn. */
let drawn = "";

/** `?job=...` for another run than the published one, behind any path that reads a run. */
export function runQuery() {
  return source === undefined ? "" : `?job=${source}`;
}

/** Shows the files of a job, or the published ones. @param {string | undefined} job */
export async function showFilesOf(job) {
  source = job;
  await refreshFiles();
  part("files-heading", HTMLElement).scrollIntoView({ block: "nearest" });
}

/** Asks what files there are, and draws them where they have changed. */
export async function refreshFiles() {
  const asked = source;
  try {
    const { datasets } = /** @type {{ datasets: ListedFile[] }} */ (await askJson(`datasets${runQuery()}`));
    if (asked === source) show(datasets);
  } catch (error) {
    if (error instanceof Unreachable || asked !== source) return;
    drawn = "";
    part("files-card", HTMLElement).hidden = true;
    part("preview", HTMLElement).hidden = true;
    empty.hidden = true;
    refusal.replaceChildren(problemElement(error, source === undefined ? [] : [publishedButton()]));
  }
}

function publishedButton() {
  return button("Show the published files", () => showFilesOf(undefined), { class: "link" });
}

/** @param {readonly ListedFile[]} files */
function show(files) {
  refusal.replaceChildren();
  const isEmpty = files.length === 0;
  empty.hidden = !isEmpty;
  say(empty, "Nothing is published yet. Generate a job: its files appear here, to look at and to download.");
  for (const id of ["files-card", "preview", "report-item", "analytics-item"]) part(id, HTMLElement).hidden = isEmpty;
  showSource();
  const now = JSON.stringify([source, files]);
  if (now === drawn) return;
  drawn = now;
  part("files-rows", HTMLElement).replaceChildren(...files.map(row));
  for (const [id, path] of [
    ["archive-link", "archive"],
    ["files-report-link", "report"],
    ["report-link", "report"],
  ]) {
    const query = new URLSearchParams(runQuery());
    if (path === "report") query.set("format", "html");
    part(id ?? "", HTMLAnchorElement).href = [path, query.toString()].filter((step) => step !== "").join("?");
  }
  filesChanges.dispatchEvent(new CustomEvent("changed", { detail: { any: !isEmpty } }));
  const first = files.find(({ name }) => name === chosen) ?? files[0];
  if (first !== undefined) void choose(first);
}

function showSource() {
  const place = part("files-source", HTMLElement);
  say(part("files-heading", HTMLElement), source === undefined ? "Published files" : "Files of an older run");
  if (source === undefined) place.replaceChildren();
  else place.replaceChildren("Of job ", element("code", {}, [source.slice(0, 8)]), ". ", publishedButton());
}

/** @param {ListedFile} file */
async function choose(file) {
  chosen = file.name;
  for (const other of part("files-rows", HTMLElement).querySelectorAll("button")) {
    other.setAttribute("aria-pressed", String(other.dataset["dataset"] === file.name));
  }
  await showRows(file, runQuery());
}

/** @param {ListedFile} file */
function row(file) {
  const { name, rows, sha256, generatedAt } = file;
  const look = button(name, () => choose(file), {
    class: "link",
    "aria-pressed": "false",
    "aria-label": `${name}: show the first rows`,
    "data-dataset": name,
  });
  return element("tr", {}, [
    element("th", { scope: "row" }, [
      look,
      element("small", { class: "cramped" }, [`${count(rows)} rows, ${bytes(file.bytes)}`]),
    ]),
    element("td", { class: "number wide" }, [count(rows)]),
    element("td", { class: "number wide" }, [bytes(file.bytes)]),
    element("td", { class: "roomy" }, [element("code", { title: sha256 }, [`${sha256.slice(0, 12)}…`])]),
    element("td", { class: "roomy" }, [timeElement(generatedAt)]),
    element("td", {}, [
      element("span", { class: "downloads" }, [
        download(name, "CSV", {}),
        download(name, "NDJSON", { format: "ndjson" }),
      ]),
    ]),
  ]);
}

/**
 * @param {string} name
 * @param {string} label
 * @param {Record<string, string>} wanted
 */
function download(name, label, wanted) {
  const query = new URLSearchParams({ ...(source === undefined ? {} : { job: source }), ...wanted }).toString();
  const href = `datasets/${name}${query === "" ? "" : `?${query}`}`;
  return element("a", { href, download: true, "aria-label": `Download ${name} as ${label}` }, [label]);
}
