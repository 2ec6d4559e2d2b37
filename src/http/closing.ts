// How the server ends: what may go on, for how long, and what ends at once.

import { setMaxListeners } from "node:events";
import type { FastifyInstance } from "fastify";

/**
 * A signal that aborts once `app.close()` is called: waits and event streams end at once, downloads have
 * `grace` milliseconds before their connections are cut.
 */
export function announceClosing(app: FastifyInstance, grace: number): AbortSignal {
  const closing = new AbortController();
  // One a request that waits.
  setMaxListeners(0, closing.signal);
  app.addHook("preClose", async () => {
    closing.abort();
    // A connection that was busy at the close is kept alive by Node once it falls idle.
    const sweep = setInterval(() => app.server.closeIdleConnections(), 50).unref();
    const cut = setTimeout(() => app.server.closeAllConnections(), grace).unref();
    app.server.once("close", () => {
      clearInterval(sweep);
      clearTimeout(cut);
    });
  });
  return closing.signal;
}
