// Follows a job by server-sent events, over breaks of the connection, until it has ended. The browser's own reader of such
// events sends no key, so that this one reads them from an ordinary answer.

import { keyHeaders } from "./key.js";

/** @import { ConsoleJob } from "./job-panel.js" */

/**
 * @typedef {object} Follower
 * @property {(job: ConsoleJob, ended: boolean) => void} onJob
 * @property {(reconnecting: boolean) => void} onConnection
 * @property {() => void} onRefused the service does not give these events any more
 */

/** @typedef {{ name: string, data: string, id: string | undefined }} ServerEvent */

/** Milliseconds after a break until the connection is tried again. */
const reconnectPause = 2000;

/**
 * Follows a job; call what is returned to stop.
 * @param {string} id
 * @param {Follower} follower
 */
export function followJob(id, follower) {
  const stop = new AbortController();
  void follow(id, follower, stop.signal);
  return () => stop.abort();
}

/**
 * @param {string} id
 * @param {Follower} follower
 * @param {AbortSignal} signal
 */
async function follow(id, { onJob, onConnection, onRefused }, signal) {
  /** @type {string | undefined} */
  let seen;
  while (!signal.aborted) {
    const answer = await answerOf(id, seen, signal);
    if (signal.aborted) return;
    if (answer !== undefined && (!answer.ok || answer.body === null)) return onRefused();
    if (answer?.body) {
      onConnection(false);
      for await (const event of eventsOf(answer.body)) {
        if (signal.aborted) return;
        seen = event.id ?? seen;
        const ended = event.name !== "progress";
        onJob(JSON.parse(event.data), ended);
        if (ended) return;
      }
    }
    if (signal.aborted) return;
    onConnection(true);
    await new Promise((resolve) => setTimeout(resolve, reconnectPause));
  }
}

/**
 * The answer, or undefined when none came.
 * @param {string} id
 * @param {string | undefined} seen
 * @param {AbortSignal} signal
 */
async function answerOf(id, seen, signal) {
  const headers = {
    accept: "text/event-stream",
    ...keyHeaders(),
    ...(seen === undefined ? {} : { "last-event-id": seen }),
  };
  try {
    return await fetch(`jobs/${id}/events`, { headers, cache: "no-store", signal });
  } catch {
    return undefined;
  }
}

/**
 * The events of an answer, until it ends or breaks off.
 * @param {ReadableStream<Uint8Array>} body
 * @returns {AsyncGenerator<ServerEvent, void, void>}
 */
async function* eventsOf(body) {
  const reader = body.getReader();
  const decoder = new TextDecoder();
  let pending = "";
  for (;;) {
    const part = await reader.read().catch(() => undefined);
    if (part === undefined || part.done) return;
    const frames = (pending + decoder.decode(part.value, { stream: true })).split(/\r?\n\r?\n/);
    pending = frames.pop() ?? "";
    for (const frame of frames) {
      const event = eventOf(frame);
      if (event !== undefined) yield event;
    }
  }
}

/** @param {string} frame @returns {ServerEvent | undefined} undefined for a comment */
function eventOf(frame) {
  const lines = frame.split(/\r?\n/);
  /** @param {string} name */
  const values = (name) =>
    lines.filter((line) => line.startsWith(`${name}:`)).map((line) => line.slice(name.length + 1).trimStart());
  const data = values("data");
  if (data.length === 0) return undefined;
  return { name: values("event")[0] ?? "message", data: data.join("\n"), id: values("id")[0] };
}
