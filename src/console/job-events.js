// Follows a job by server-sent events, over breaks of the connection, until it has ended.

/** @import { ConsoleJob } from "./job-panel.js" */

/**
 * @typedef {object} Follower
 * @property {(job: ConsoleJob, ended: boolean) => void} onJob
 * @property {(reconnecting: boolean) => void} onConnection
 * @property {() => void} onRefused the service does not give these events any more
 */

/**
 * Follows a job; call what is returned to stop.
 * @param {string} id
 * @param {Follower} follower
 */
export function followJob(id, { onJob, onConnection, onRefused }) {
  const source = new EventSource(`jobs/${id}/events`);
  /** @param {MessageEvent<string>} event */
  const take = (event) => {
    const ended = event.type !== "progress";
    // The browser would ask again when the answer ends: after the last event there is nothing more to come.
    if (ended) source.close();
    onConnection(false);
    onJob(JSON.parse(event.data), ended);
  };
  for (const name of ["progress", "succeeded", "failed", "canceled"]) source.addEventListener(name, take);
  source.addEventListener("open", () => onConnection(false));
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED) onRefused();
    else onConnection(true);
  });
  return () => source.close();
}
