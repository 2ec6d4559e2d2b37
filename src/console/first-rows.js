// The first rows of a dataset as a table, and what one needs to fetch the whole of it from a shell.

import { announce, button, definitions, element, part, say } from "./elements.js";
import { bytes, count } from "./format.js";
import { hasKey } from "./key.js";
import { problemElement } from "./problem.js";
import { ask, askJson, Unreachable } from "./service.js";

/** @import { ListedFile } from "./files.js" */
/** @typedef {string | number | null} Value */
/** @typedef {{ name: string, type: string, description: string, unit?: string }} Field */

const rowsShown = 10;
const heading = part("preview-heading", HTMLElement);
const place = part("preview-scroll", HTMLElement);

/** The dataset that was asked for last. @type {ListedFile | undefined} */
let wanted;

/**
 * Shows the first rows of a file.
 * @param {ListedFile} file
 * @param {string} runQuery `?job=...`, or nothing for the published run
 */
export async function showRows(file, runQuery) {
  wanted = file;
  say(heading, `${file.name}: the first ${count(Math.min(rowsShown, file.rows))} of ${count(file.rows)} rows`);
  showFacts(file, runQuery);
  const page = `${runQuery === "" ? "?" : `${runQuery}&`}format=ndjson&limit=${rowsShown}`;
  try {
    const [{ fields }, answer] = await Promise.all([
      /** @type {Promise<{ fields: Field[] }>} */ (askJson(`datasets/${file.name}/schema`)),
      ask(`datasets/${file.name}${page}`),
    ]);
    const lines = (await answer.text()).split("\n").filter((line) => line !== "");
    const rows = lines.map((line) => /** @type {Record<string, Value>} */ (JSON.parse(line)));
    if (wanted === file) place.replaceChildren(table(file, fields, rows));
  } catch (error) {
    if (wanted !== file) return;
    if (!(error instanceof Unreachable)) place.replaceChildren(problemElement(error));
  }
}

/**
 * @param {ListedFile} file
 * @param {readonly Field[]} fields
 * @param {readonly Record<string, Value>[]} rows
 */
function table({ name }, fields, rows) {
  const caption = element("caption", { class: "hearing-only" }, [`The first rows of ${name}`]);
  const head = element("tr", {}, fields.map(headCell));
  const lines = rows.map((values) =>
    element(
      "tr",
      {},
      fields.map((field, index) => cell(field, values[field.name], index)),
    ),
  );
  return element("table", { class: "rows" }, [caption, element("thead", {}, [head]), element("tbody", {}, lines)]);
}

/** @param {Field} field */
function isNumber({ type }) {
  return type === "integer" || type === "number";
}

/** @param {Field} field */
function headCell(field) {
  const unit = field.unit === undefined ? "" : `, ${field.unit}`;
  return element("th", { scope: "col", title: field.description, class: isNumber(field) ? "number" : undefined }, [
    field.name,
    element("small", {}, [`${field.type}${unit}`]),
  ]);
}

/**
 * @param {Field} field
 * @param {Value | undefined} value
 * @param {number} index the first column holds the key
 */
function cell(field, value, index) {
  const text = value === null || value === undefined ? element("i", {}, ["null"]) : String(value);
  if (index === 0) return element("th", { scope: "row" }, [text]);
  return element("td", { class: isNumber(field) ? "number" : undefined }, [text]);
}

/** @param {ListedFile} file @param {string} runQuery */
function showFacts({ name, sha256, job, bytes: size }, runQuery) {
  const url = new URL(`datasets/${name}${runQuery}`, document.baseURI).href;
  const quoted = runQuery === "" ? url : `'${url}'`;
  // Not the key itself: commands are pasted into notes and shown to others.
  const key = hasKey() ? ' -H "authorization: Bearer $KEY"' : "";
  part("preview-facts", HTMLElement).replaceChildren(
    ...definitions([
      ["SHA-256", copyable(sha256, "SHA-256")],
      ["Fetch", copyable(`curl --compressed${key} -o ${name}.csv ${quoted}`, "command")],
      ["Fetch gzip", copyable(`curl -H 'accept-encoding: gzip'${key} -o ${name}.csv.gz ${quoted}`, "command for gzip")],
      [
        "Written by",
        element("span", {}, [element("a", { href: `#job=${job}` }, [`job ${job.slice(0, 8)}`]), `, ${bytes(size)}`]),
      ],
    ]),
  );
}

/**
 * Text to copy; the button is there where the browser lets a page write to the clipboard.
 * @param {string} text
 * @param {string} what
 */
function copyable(text, what) {
  const code = element("code", {}, [text]);
  if (navigator.clipboard === undefined) return code;
  const copy = button(
    "Copy",
    async () => {
      await navigator.clipboard.writeText(text);
      say(copy, "Copied");
      announce(`The ${what} is copied.`);
    },
    { class: "link", "aria-label": `Copy the ${what}` },
  );
  return element("span", { class: "copyable" }, [code, " ", copy]);
}
