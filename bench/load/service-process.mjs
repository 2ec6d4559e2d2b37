// The service as a process of its own, for the load and the soak: started on an empty directory, watched from outside, stopped.
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, mkdtempSync, readdirSync, readFileSync, rmSync, statfsSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";

const json = { "content-type": "application/json" };

/** Resolves once the service listens. `options` are of spawn's arguments: `execArgv`, and `environment` over the default one. */
export async function startService({ execArgv = [], environment = {} } = {}) {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-load-"));
  const dataDir = path.join(directory, "data");
  const server = new URL("../../dist/server.js", import.meta.url).pathname;
  const child = spawn(process.execPath, [...execArgv, server], {
    env: { ...process.env, PORT: "0", DATA_DIR: dataDir, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  // Logged as in production, to a file.
  child.stdout.pipe(createWriteStream(path.join(directory, "log.ndjson")));
  const url = await addressOf(child);
  return {
    url,
    pid: child.pid,
    dataDir,
    ask: async (target, options = {}) => (await fetch(url + target, options)).json(),
    post: async (body, prefer = "respond-async") =>
      (
        await fetch(`${url}/generate`, { method: "POST", headers: { ...json, prefer }, body: JSON.stringify(body) })
      ).json(),
    /** Resolves with the exit code; the directory is gone afterwards. */
    async stop() {
      child.kill("SIGTERM");
      const [code] = child.exitCode === null ? await once(child, "exit") : [child.exitCode];
      rmSync(directory, { recursive: true, force: true });
      return code;
    },
  };
}

async function addressOf(child) {
  let output = "";
  for await (const [chunk] of onEvents(child.stdout, "data")) {
    output += chunk;
    const address = /"address":"(http:[^"]+)"/.exec(output)?.[1];
    if (address !== undefined) return address;
  }
  throw new Error(`the service did not start: ${output}`);
}

async function* onEvents(emitter, name) {
  while (emitter.readable) yield await once(emitter, name);
}

/** What the kernel says of a process: resident memory in bytes, processor seconds, threads, open descriptors. */
export function readProcess(pid) {
  const status = readFileSync(`/proc/${pid}/status`, "utf8");
  const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
  const processorSeconds = (stat) => {
    const fields = readFileSync(stat, "utf8").split(") ")[1].split(" ");
    return (Number(fields[11]) + Number(fields[12])) / 100;
  };
  return {
    residentBytes: number("VmRSS") * 1024,
    peakBytes: number("VmHWM") * 1024,
    /** How long the thread that answers stood ready and got no processor. */
    mainWaitSeconds: Number(readFileSync(`/proc/${pid}/task/${pid}/schedstat`, "utf8").split(" ")[1]) / 1e9,
    threads: number("Threads"),
    processorSeconds: processorSeconds(`/proc/${pid}/stat`),
    /** Of the thread that answers. */
    mainSeconds: processorSeconds(`/proc/${pid}/task/${pid}/stat`),
    descriptors: readdirSync(`/proc/${pid}/fd`).length,
  };
}

/** Bytes of all files below a directory, those with several names counted once. */
export function bytesBelow(directory) {
  const seen = new Map();
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = statSync(path.join(entry.parentPath, entry.name), { throwIfNoEntry: false });
    if (file !== undefined) seen.set(file.ino, file.size);
  }
  return [...seen.values()].reduce((sum, size) => sum + size, 0);
}

/** Bytes free where temporary files go. */
export function freeBytes() {
  const { bavail, bsize } = statfsSync(os.tmpdir());
  return bavail * bsize;
}
