// Shows a problem as the service wrote it, and each fault at the field it is about. Asks nothing.

import { button, element, say } from "./elements.js";
import { count } from "./format.js";
import { ProblemAnswer, Unreachable } from "./service.js";

/** Fields of the form, by the first step of a fault's JSON pointer. */
const fieldNames = ["customers", "content", "seed", "asOf", "scenario", "datasets", "behaviour"];

/** @typedef {{ readonly pointer: string, readonly detail: string }} Fault */

/**
 * What went wrong, in a box that is read out at once. Throws what is neither a problem nor a lost connection.
 * @param {unknown} error
 * @param {readonly Node[]} [choices] buttons to go on with
 */
export function problemElement(error, choices = []) {
  const { title, detail, faults, hint } = told(error);
  const lines = faults.map((fault) => {
    const field = fieldOf(fault.pointer);
    const place = field === undefined ? element("code", {}, [fault.pointer || "/"]) : fieldLink(fault.pointer, field);
    return element("li", {}, [place, ` ${fault.detail}`]);
  });
  const box = element("div", { class: "problem", role: "alert", tabindex: -1 }, [
    element("p", {}, [element("strong", {}, [title])]),
  ]);
  // The detail of an input problem repeats its faults.
  if (lines.length > 0) box.append(element("ul", {}, lines));
  else box.append(element("p", {}, [detail]));
  if (hint !== "") box.append(element("p", {}, [hint]));
  if (choices.length > 0) box.append(element("div", { class: "actions" }, choices));
  return box;
}

/**
 * @param {unknown} error
 * @returns {{ title: string, detail: string, faults: readonly Fault[], hint: string }}
 */
function told(error) {
  if (error instanceof ProblemAnswer) {
    const { problem, retryAfter } = error;
    const hint = retryAfter === undefined ? "" : `Try again in ${count(retryAfter)} s.`;
    return { title: problem.title, detail: problem.detail, faults: problem.errors ?? [], hint };
  }
  if (error instanceof Unreachable) {
    const detail = "Check that it is running. The page goes on by itself once it answers.";
    return { title: error.message, detail, faults: [], hint: "" };
  }
  throw error;
}

/** @param {string} pointer */
function fieldOf(pointer) {
  const name = pointer.split("/")[1] ?? "";
  return fieldNames.includes(name) ? name : undefined;
}

/**
 * @param {string} pointer
 * @param {string} field
 */
function fieldLink(pointer, field) {
  return button(pointer, () => focusField(field), { class: "link" });
}

/** @param {string} field */
function focusField(field) {
  const found = document.getElementById(field);
  found?.closest("details")?.setAttribute("open", "");
  const target = found instanceof HTMLFieldSetElement ? found.querySelector("input") : found;
  target?.focus();
}

/** The faults that a problem tells, none for any other error. @param {unknown} error @returns {readonly Fault[]} */
export function faultsOf(error) {
  return error instanceof ProblemAnswer ? (error.problem.errors ?? []) : [];
}

/**
 * Marks the fields that faults are about, and no others.
 * @param {readonly Fault[]} faults
 */
export function markFields(faults) {
  for (const name of fieldNames) {
    const own = faults.filter(({ pointer }) => fieldOf(pointer) === name);
    const field = document.getElementById(name);
    if (own.length > 0) field?.setAttribute("aria-invalid", "true");
    else field?.removeAttribute("aria-invalid");
    const place = document.getElementById(`${name}-fault`);
    // Below a field that holds a whole object the pointer says which part is meant.
    const sentences = own.map(({ pointer, detail }) => (pointer === `/${name}` ? detail : `${pointer}: ${detail}`));
    if (place !== null) say(place, sentences.join("\n"));
  }
}

/**
 * Moves the focus to the first field that a fault is about; false when there is none.
 * @param {readonly Fault[]} faults
 */
export function focusFirstFault(faults) {
  const field = fieldNames.find((name) => faults.some(({ pointer }) => fieldOf(pointer) === name));
  if (field !== undefined) focusField(field);
  return field !== undefined;
}
