// The estimate beside the form: asked for anew when the form changes, before anything is generated.

import { element, part, say } from "./elements.js";
import { bytes, count, roughly } from "./format.js";
import { faultsOf, markFields } from "./problem.js";
import { offerDate, readRequest } from "./request-form.js";
import { askJson, ProblemAnswer, Unreachable } from "./service.js";

/** @import { Spec } from "../spec/spec.ts" */

/** @typedef {{ expected: number, low: number, high: number }} Interval */
/** @typedef {{ rows: Interval, bytes: Interval }} Amounts */
/** @typedef {{ spec: Spec, datasets: Record<string, Amounts>, totals: Amounts }} Estimate */

/** Milliseconds without a key before the service is asked. */
const pause = 250;

const box = part("estimate", HTMLElement);
const total = part("estimate-total", HTMLElement);
const interval = part("estimate-interval", HTMLElement);
const details = part("estimate-details", HTMLDetailsElement);

/** @type {AbortController | undefined} */
let asking;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** Asks once the form has been left alone for a moment. */
export function estimateSoon() {
  clearTimeout(timer);
  timer = setTimeout(() => void estimateNow(), pause);
}

/** Asks for an estimate of what the form says now; an older question is dropped. */
export async function estimateNow() {
  clearTimeout(timer);
  asking?.abort();
  const own = new AbortController();
  asking = own;
  const { body, faults } = readRequest();
  if (faults.length > 0) {
    markFields(faults);
    showNothing("Correct the field that is marked.");
    return;
  }
  box.setAttribute("aria-busy", "true");
  try {
    const estimate = /** @type {Estimate} */ (await askJson("estimate", { method: "POST", body, signal: own.signal }));
    markFields([]);
    offerDate(estimate.spec.asOf);
    show(estimate);
  } catch (error) {
    if (own.signal.aborted) return;
    showRefusal(error);
  } finally {
    if (asking === own) box.removeAttribute("aria-busy");
  }
}

/** @param {unknown} error */
function showRefusal(error) {
  if (error instanceof Unreachable) return showNothing("The service cannot be reached.");
  if (!(error instanceof ProblemAnswer)) throw error;
  const faults = faultsOf(error);
  markFields(faults);
  showNothing(faults.length > 0 ? "Correct the fields that are marked." : error.problem.detail);
}

/** @param {string} why */
function showNothing(why) {
  say(total, "No estimate");
  say(interval, why);
  details.hidden = true;
}

/** @param {Estimate} estimate */
function show({ totals, datasets }) {
  say(total, `${count(totals.rows.expected)} rows, ${bytes(totals.bytes.expected)}`);
  const rows = `${roughly(totals.rows.low)} to ${roughly(totals.rows.high)} rows`;
  const size = `${bytes(totals.bytes.low)} to ${bytes(totals.bytes.high)}`;
  say(interval, `95 times in 100: ${rows}, ${size}.`);
  details.hidden = false;
  part("estimate-rows", HTMLElement).replaceChildren(
    ...Object.entries(datasets).map(([name, amounts]) =>
      element("tr", {}, [
        element("th", { scope: "row" }, [name]),
        amountCell(amounts.rows, count),
        amountCell(amounts.bytes, bytes),
      ]),
    ),
  );
}

/**
 * @param {Interval} amount
 * @param {(value: number) => string} written
 */
function amountCell({ expected, low, high }, written) {
  const cell = element("td", { class: "number" }, [written(expected)]);
  const half = (high - low) / 2;
  const isEven = Math.abs(low + half - expected) < half / 20;
  if (half > 0)
    cell.append(element("small", {}, [isEven ? `± ${written(half)}` : `${written(low)} – ${written(high)}`]));
  return cell;
}
