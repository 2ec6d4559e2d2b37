// Contestant: the whole job over HTTP in a fresh service, POST to succeeded; then what a client sees of it: first bytes,
// download speed, and the event loop's delay while the job ran. usage: whole-job.mjs DATA_DIR --customers N --workers N
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { get } from "node:http";
import { parseArgs } from "node:util";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { customers: { type: "string", default: "300000" }, workers: { type: "string", default: "2" } },
});
const port = 20_000 + (process.pid % 20_000);
const service = spawn(process.execPath, [new URL("../dist/server.js", import.meta.url).pathname], {
  env: { ...process.env, PORT: String(port), DATA_DIR: positionals[0], WORKERS: values.workers, LOG_LEVEL: "warn" },
  stdio: ["ignore", "inherit", "inherit"],
});
const url = `http://127.0.0.1:${port}`;
for (let tries = 0; tries < 200; tries++) {
  if (
    await fetch(`${url}/readyz`).then(
      (answer) => answer.ok,
      () => false,
    )
  )
    break;
  await new Promise((resolve) => setTimeout(resolve, 50));
}

const body = JSON.stringify({ customers: Number(values.customers), asOf: "2026-01-01" });
const headers = { "content-type": "application/json" };
const start = performance.now();
const posted = await fetch(`${url}/generate`, { method: "POST", headers, body });
let job = await posted.json();
while (job.state === "queued" || job.state === "running") {
  job = await (await fetch(`${url}/jobs/${job.id}`, { headers: { prefer: "wait=60" } })).json();
}
if (job.state !== "succeeded") throw new Error(JSON.stringify(job.problem));
const seconds = (performance.now() - start) / 1000;

const metrics = await (await fetch(`${url}/metrics`)).text();
const metric = (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(metrics)?.[1]);
const eventLoopP99 = metric("nodejs_eventloop_lag_p99_seconds");

/** Seconds from the request, on a connection of its own, to the first byte of the body. */
function firstByte() {
  return new Promise((resolve, reject) => {
    const begin = performance.now();
    const headers = { "accept-encoding": "identity" };
    const request = get(`${url}/datasets/usage_logs`, { headers, agent: false }, (answer) => {
      answer.once("data", () => {
        request.destroy();
        resolve((performance.now() - begin) / 1000);
      });
    });
    request.once("error", (error) => (error.code === "ECONNRESET" ? undefined : reject(error)));
  });
}

for (let warmUp = 0; warmUp < 50; warmUp++) await firstByte();
const firsts = [];
for (let request = 0; request < 500; request++) firsts.push(await firstByte());
firsts.sort((a, b) => a - b);
// curl, since a client in JavaScript would be what is measured.
const curl = [
  "--silent",
  "--output",
  "/dev/null",
  "--write-out",
  "%{size_download} %{time_total}",
  `${url}/datasets/usage_logs`,
];
const downloads = Array.from({ length: 3 }, () =>
  execFileSync("curl", curl, { encoding: "utf8" }).split(" ").map(Number),
);
const full = { bytes: downloads[0][0], total: Math.min(...downloads.map(([, seconds]) => seconds)) };
const hwm = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${service.pid}/status`, "utf8"))[1];
service.kill("SIGTERM");
await once(service, "exit");
console.log(
  JSON.stringify({
    rows: job.datasets.reduce((sum, dataset) => sum + dataset.rows, 0),
    bytes: job.datasets.reduce((sum, dataset) => sum + dataset.bytes, 0),
    usageBytes: full.bytes,
    seconds,
    eventLoopP99,
    firstByteP99: firsts[Math.floor(firsts.length * 0.99)],
    downloadSeconds: full.total,
    servicePeakBytes: Number(hwm) * 1024,
  }),
);
