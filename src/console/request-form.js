// The form of a job: what it says as a request body, and filling it in from a job that was. Sends nothing.

import { element, part, say } from "./elements.js";

/** @import { Spec } from "../spec/spec.ts" */
/** @import { Fault } from "./problem.js" */

/**
 * @typedef {object} Scenario
 * @property {string} name
 * @property {string} summary
 * @property {string} [lookAt]
 * @property {Record<string, unknown>} [behaviour]
 */

const form = part("request", HTMLFormElement);
const behaviour = part("behaviour", HTMLTextAreaElement);
const publish = part("publish", HTMLInputElement);
const scenarioChoice = part("scenario", HTMLSelectElement);

/** @param {string} name */
const input = (name) => part(name, HTMLInputElement);
/** @returns {HTMLInputElement[]} */
const datasetBoxes = () => [...form.querySelectorAll("input")].filter(({ name }) => name === "datasets");

/**
 * The request body that the form says; empty fields are left to the service. Faults are those that only the page can
 * find: everything else is for the service to judge.
 * @returns {{ body: Record<string, unknown>, faults: Fault[] }}
 */
export function readRequest() {
  /** @type {Record<string, unknown>} */
  const body = {};
  for (const name of ["customers", "content"]) {
    const text = input(name).value.trim();
    if (text !== "") body[name] = numberOrText(text);
  }
  for (const name of ["seed", "asOf"]) {
    if (input(name).value !== "") body[name] = input(name).value;
  }
  if (scenarioChoice.value !== "") body["scenario"] = scenarioChoice.value;
  const boxes = datasetBoxes();
  if (boxes.some(({ checked }) => !checked)) {
    body["datasets"] = boxes.filter(({ checked }) => checked).map(({ value }) => value);
  }
  if (!publish.checked) body["publish"] = false;
  return { body, faults: readBehaviour(body) };
}

/**
 * Numbers may be typed in groups, `1,000,000`. What is no number goes as it is: the service says what is wrong with it.
 * @param {string} text
 */
function numberOrText(text) {
  const number = Number(text.replace(/(?<=\d)[\s,_](?=\d)/g, ""));
  return Number.isFinite(number) ? number : text;
}

/**
 * @param {Record<string, unknown>} body
 * @returns {Fault[]}
 */
function readBehaviour(body) {
  if (behaviour.value.trim() === "") return [];
  try {
    body["behaviour"] = JSON.parse(behaviour.value);
    return [];
  } catch (error) {
    return [
      { pointer: "/behaviour", detail: `This is not JSON: ${error instanceof Error ? error.message : String(error)}` },
    ];
  }
}

/**
 * Fills the form with what a job was made from; its scenario, if it had one, stands among the overrides.
 * @param {Spec} spec
 */
export function fillForm(spec) {
  input("customers").value = String(spec.customers);
  input("content").value = String(spec.content);
  input("seed").value = spec.seed;
  input("asOf").value = spec.asOf;
  scenarioChoice.value = "";
  for (const box of datasetBoxes()) box.checked = spec.datasets.some((name) => name === box.value);
  const overrides = Object.keys(spec.behaviour).length > 0;
  behaviour.value = overrides ? JSON.stringify(spec.behaviour, null, 2) : "";
  part("more", HTMLDetailsElement).open = overrides || datasetBoxes().some(({ checked }) => !checked);
  form.dispatchEvent(new Event("input", { bubbles: true }));
}

/**
 * The service's own date stands in the field until a user touches it, so that what is sent is what is seen.
 * @param {string} asOf
 */
export function offerDate(asOf) {
  const field = input("asOf");
  if (field.value !== "" || field.dataset["offered"] !== undefined) return;
  field.dataset["offered"] = asOf;
  field.value = asOf;
}

/**
 * Offers the scenarios by name, and says of the chosen one what it shows.
 * @param {readonly Scenario[]} scenarios
 */
export function offerScenarios(scenarios) {
  part("scenario-field", HTMLElement).hidden = scenarios.length === 0;
  const [none] = scenarioChoice.options;
  scenarioChoice.replaceChildren(
    ...(none === undefined ? [] : [none]),
    ...scenarios.map(({ name }) => element("option", { value: name }, [name])),
  );
  const hint = part("scenario-hint", HTMLElement);
  const tell = () => {
    const chosen = scenarios.find(({ name }) => name === scenarioChoice.value);
    const lookAt = chosen?.lookAt === undefined ? "" : ` To look at: ${chosen.lookAt}`;
    say(hint, chosen === undefined ? "" : `${chosen.summary}${lookAt}`);
  };
  form.addEventListener("input", tell);
  tell();
}
