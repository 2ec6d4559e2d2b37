// Starts the built service as a child for the demo, waits until it is ready, and stops it again.

import { spawn } from "node:child_process";
import { closeSync, mkdirSync, openSync, readFileSync } from "node:fs";
import { createServer } from "node:net";
import path from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { projectRoot } from "./ensure-build.mjs";

const readyWithinSeconds = 30;
const pollMilliseconds = 100;

/** What stops the demo in a way that a person can mend: printed without a stack. */
export class DemoError extends Error {}

/** The port that the service can have: the one given, or a free one for 0. Throws DemoError when it is taken. */
async function freePort(host, port) {
  const probe = createServer();
  return new Promise((resolve, reject) => {
    probe.once("error", (error) => {
      const taken = `Port ${port} on ${host} is taken. Stop what listens there, or choose another: PORT=3001 npm run demo`;
      reject(new DemoError(error.code === "EADDRINUSE" ? taken : `Cannot listen on ${host}:${port}: ${error.message}`));
    });
    probe.listen(port, host, () => {
      const chosen = probe.address().port;
      probe.close(() => resolve(chosen));
    });
  });
}

/** An address to connect to for an address to listen on. */
function reachable(host) {
  if (host === "0.0.0.0") return "127.0.0.1";
  if (host === "::") return "[::1]";
  return host.includes(":") ? `[${host}]` : host;
}

/** Resolves with the running service: its URL, its log file, a promise of its end, and how to stop it. Throws DemoError. */
export async function startService({ host, port, dataDir }) {
  const chosen = await freePort(host, port);
  mkdirSync(dataDir, { recursive: true });
  const logFile = path.join(dataDir, "demo.log");
  const log = openSync(logFile, "w");
  const child = spawn(process.execPath, [path.join(projectRoot, "dist/server.js")], {
    env: { ...process.env, HOST: host, PORT: String(chosen), DATA_DIR: dataDir },
    stdio: ["ignore", log, log],
    // A group of its own: Ctrl-C reaches the demo, which then stops the service once and waits for it.
    detached: true,
  });
  closeSync(log);
  const ended = new Promise((resolve) => {
    child.once("exit", (code, signal) => resolve(signal ?? code));
    child.once("error", (error) => resolve(error.message));
  });
  const service = {
    url: `http://${reachable(host)}:${chosen}`,
    logFile,
    ended,
    stop: async () => {
      child.kill("SIGTERM");
      return ended;
    },
  };
  await untilReady(service);
  return service;
}

async function untilReady({ url, logFile, ended, stop }) {
  const atOnce = ended.then((end) => {
    throw new DemoError(`The service ended at once (${end}):\n${lastLines(logFile)}`);
  });
  for (let waited = 0; waited < readyWithinSeconds * 1000; waited += pollMilliseconds) {
    const answer = await Promise.race([fetch(`${url}/readyz`).catch(() => undefined), atOnce]);
    if (answer?.ok) {
      // From here on its end is the caller's to notice.
      atOnce.catch(() => {});
      return;
    }
    await Promise.race([wait(pollMilliseconds), atOnce]);
  }
  atOnce.catch(() => {});
  await stop();
  throw new DemoError(`The service was not ready within ${readyWithinSeconds} s:\n${lastLines(logFile)}`);
}

function lastLines(file) {
  return readFileSync(file, "utf8").trimEnd().split("\n").slice(-10).join("\n");
}
