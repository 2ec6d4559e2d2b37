// Contestant: the whole job over HTTP in a fresh service, POST to succeeded; then what a client sees of it: first bytes,
// download speed, and the event loop's delay while the job ran. usage: whole-job.mjs DATA_DIR --customers N --workers N
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
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

/** Seconds to the first byte of the body, and to its end where the whole is read. */
async function download(whole) {
  const begin = performance.now();
  const answer = await fetch(`${url}/datasets/usage_logs`, { headers: { "accept-encoding": "identity" } });
  const reader = answer.body.getReader();
  let { value } = await reader.read();
  const first = (performance.now() - begin) / 1000;
  let bytes = value.length;
  while (whole) {
    let done;
    ({ done, value } = await reader.read());
    if (done) break;
    bytes += value.length;
  }
  if (!whole) await reader.cancel();
  return { first, total: (performance.now() - begin) / 1000, bytes };
}

for (let warmUp = 0; warmUp < 20; warmUp++) await download(false);
const firsts = [];
for (let request = 0; request < 300; request++) firsts.push((await download(false)).first);
firsts.sort((a, b) => a - b);
const full = await download(true);
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
