// Asks the service, and tells problems of the service from a service that cannot be reached. Draws nothing.

import { askForKey, keyHeaders } from "./key.js";

/** @import { Problem } from "../errors.ts" */

/** The service answered with a problem document. */
export class ProblemAnswer extends Error {
  /**
   * @param {Omit<Problem, "code"> & { code: string }} problem
   * @param {number | undefined} retryAfter seconds
   */
  constructor(problem, retryAfter) {
    super(problem.detail);
    this.name = "ProblemAnswer";
    this.problem = problem;
    this.retryAfter = retryAfter;
  }
}

/** No answer came: the service is down, or the network is. */
export class Unreachable extends Error {
  /** @param {unknown} cause */
  constructor(cause) {
    super("The service cannot be reached.", { cause });
    this.name = "Unreachable";
  }
}

/** Tells `lost` and `found` as the service stops and begins to answer. */
export const connection = new EventTarget();
let isLost = false;

/** @param {boolean} lost */
function noteConnection(lost) {
  if (lost === isLost) return;
  isLost = lost;
  connection.dispatchEvent(new Event(lost ? "lost" : "found"));
}

/**
 * @typedef {object} Question
 * @property {string} [method] GET by default
 * @property {unknown} [body] sent as JSON
 * @property {AbortSignal | undefined} [signal]
 */

/**
 * The answer to a request; paths are relative to the page, which may be served below a prefix.
 * Throws ProblemAnswer, Unreachable, and AbortError when the signal aborts.
 * @param {string} path
 * @param {Question} [question]
 */
export async function ask(path, { method = "GET", body, signal } = {}) {
  const headers = { ...keyHeaders(), ...(body === undefined ? {} : { "content-type": "application/json" }) };
  let answer;
  try {
    answer = await fetch(path, {
      method,
      headers,
      cache: "no-cache",
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    noteConnection(true);
    throw new Unreachable(error);
  }
  noteConnection(false);
  if (answer.status === 401) askForKey();
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/**
 * As `ask`, the body read as JSON.
 * @template T
 * @param {string} path
 * @param {Question} [question]
 * @returns {Promise<T>}
 */
export async function askJson(path, question) {
  return (await ask(path, question)).json();
}

/** @param {Response} answer */
async function problemOf(answer) {
  const retryAfter = Number(answer.headers.get("retry-after") ?? Number.NaN);
  const seconds = Number.isNaN(retryAfter) ? undefined : retryAfter;
  const text = await answer.text();
  if (answer.headers.get("content-type")?.startsWith("application/problem+json")) {
    return new ProblemAnswer(JSON.parse(text), seconds);
  }
  // Something between the page and the service answered, a proxy for example.
  const detail = `The answer was ${answer.status} ${answer.statusText}`.trim();
  const unknown = { type: "about:blank", title: "The request failed", status: answer.status, detail, code: "unknown" };
  return new ProblemAnswer(unknown, seconds);
}
