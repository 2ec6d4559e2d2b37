// A mixed load for as long as is asked: jobs posted, repeated, canceled and evicted, downloads whole and abandoned, followers that
// come and go, reports, and what the document offers of ingest and analytics. Memory, handles and disk must not rise.
// usage: soak.mjs [--minutes 30]
// Ends by itself; exit code 1 when a series rises or an answer was wrong. Method: bench/README.md.
import { createHash } from "node:crypto";
import { statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { parseArgs } from "node:util";
import { bytesBelow, readProcess, startService } from "./load/service-process.mjs";
import { trendOf } from "./load/trend.mjs";

const { values } = parseArgs({ options: { minutes: { type: "string", default: "30" } } });
const seconds = Number(values.minutes) * 60;
const asOf = "2026-01-01";
/** More worlds than runs are kept: each comes back after it was evicted, and the number of jobs stays the same. */
const worlds = 6;
const customers = 1000;
const samples = 300;

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
/** A small generator of its own, so that every soak does the same things in the same order within each client. */
function draws(seed) {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

const service = await startService({ environment: { RUNS_KEPT: "2", QUEUE_LIMIT: "4" } });
const { url, pid, dataDir } = service;
const counts = {};
const faults = {};
const count = (name) => {
  counts[name] = (counts[name] ?? 0) + 1;
};
const fault = (text) => {
  faults[text] = (faults[text] ?? 0) + 1;
};
let isOver = false;

/** Asks, and counts what must not be: 5xx other than an honest 503 or 507, and connections that break. */
async function ask(target, options = {}) {
  try {
    const answer = await fetch(url + target, { ...options, signal: AbortSignal.timeout(90_000) });
    if (answer.status >= 500 && ![503, 507].includes(answer.status)) fault(`${target}: ${answer.status}`);
    return answer;
  } catch (error) {
    fault(`${target}: ${error.cause?.code ?? error}`);
    return undefined;
  }
}

async function forever(seed, work) {
  const draw = draws(seed);
  while (!isOver) await work(draw).catch((error) => fault(String(error)));
}

const post = (body, prefer = "wait=60") => ({
  method: "POST",
  headers: { "content-type": "application/json", prefer },
  body: JSON.stringify(body),
});

/** How a job ended, with the code of its problem; or the code that it was refused with. */
function outcomeOf(job) {
  return [job?.state ?? job?.code, job?.problem?.code].filter((part) => part !== undefined).join(" ");
}

async function jobs(draw) {
  const seed = Math.floor(draw() * worlds);
  const answer = await ask("/generate", post({ asOf, customers, seed }));
  const job = await answer?.json();
  count(`jobs ${outcomeOf(job)}`);
  if (draw() < 0.3) {
    const long = await (
      await ask("/generate", post({ asOf, customers: 50_000, seed: "long", publish: false }, "wait=0"))
    )?.json();
    await pause(draw() * 500);
    if (long?.id !== undefined) await (await ask(`/jobs/${long.id}?force=true`, { method: "DELETE" }))?.text();
    count("jobs canceled");
  }
  await pause(200);
}

const formats = ["", "?format=ndjson", "?limit=100&offset=2000"];
async function downloads(draw) {
  const name = ["customers", "usage_logs", "subscriptions", "plans"][Math.floor(draw() * 4)];
  const target = `/datasets/${name}${formats[Math.floor(draw() * formats.length)]}`;
  const headers = {
    "accept-encoding": draw() < 0.3 ? "gzip" : "identity",
    ...(draw() < 0.1 ? { range: "bytes=10-5000" } : {}),
  };
  const answer = await ask(draw() < 0.05 ? "/archive" : target, { headers });
  if (answer === undefined) return;
  if (draw() < 0.25) {
    await answer.body?.cancel();
    count("downloads abandoned");
    return;
  }
  const hash = createHash("sha256");
  for await (const chunk of answer.body ?? []) {
    hash.update(chunk);
    if (draw() < 0.1) await pause(50);
  }
  const said = answer.headers.get("sha256");
  if (answer.status === 200 && said !== null && said !== hash.digest("hex")) fault(`${target}: wrong bytes`);
  count(`downloads ${answer.status}`);
}

async function followers(draw) {
  const { jobs: known = [] } = (await (await ask("/jobs?limit=1"))?.json()) ?? {};
  if (known[0] === undefined) return void (await pause(200));
  const leaving = new AbortController();
  const timer = setTimeout(() => leaving.abort(), draw() * 3000);
  try {
    const answer = await fetch(`${url}/jobs/${known[0].id}/events`, { signal: leaving.signal });
    for await (const _ of answer.body) if (isOver) break;
    count("followers to the end");
  } catch (error) {
    if (!leaving.signal.aborted) fault(`events: ${String(error)}`);
    else count("followers that left");
  } finally {
    clearTimeout(timer);
  }
}

/** Everything the document offers to GET without further input. */
const { paths } = await service.ask("/openapi.json");
const plain = Object.keys(paths).filter(
  (route) => paths[route].get !== undefined && !route.includes("{") && route !== "/archive",
);
async function readings(draw) {
  const target = plain[Math.floor(draw() * plain.length)];
  await (await ask(target))?.arrayBuffer();
  if (draw() < 0.02) await (await ask("/report?format=html"))?.arrayBuffer();
  count("readings");
  await pause(20);
}

async function ingests() {
  await pause(15_000);
  if (isOver) return;
  const answer = await ask("/ingest", post({}, "wait=60"));
  const job = await answer?.json();
  count(`ingests ${outcomeOf(job)}`);
  // What was accepted is promised.
  if (job?.state === "failed") fault(`an ingest ${outcomeOf(job)}: ${job.problem?.detail}`);
}

await service.post({ asOf, customers, seed: 0 }, "wait=60");
const series = {
  resident: [],
  heap: [],
  external: [],
  resources: [],
  descriptors: [],
  threads: [],
  disk: [],
  store: [],
};
async function sample() {
  const text = await (await fetch(`${url}/metrics`)).text();
  const metric = (name) => Number(new RegExp(`^${name} (\\S+)$`, "m").exec(text)?.[1]);
  const found = readProcess(pid);
  const store = ["jobs.sqlite", "jobs.sqlite-wal"].reduce(
    (sum, file) => sum + (statSync(path.join(dataDir, file), { throwIfNoEntry: false })?.size ?? 0),
    0,
  );
  series.resident.push(found.residentBytes);
  series.heap.push(metric("nodejs_heap_size_used_bytes"));
  series.external.push(metric("nodejs_external_memory_bytes"));
  series.resources.push(metric("nodejs_active_resources_total"));
  series.descriptors.push(found.descriptors);
  series.threads.push(found.threads);
  // The history of verdicts is kept on purpose, and told apart.
  series.disk.push(bytesBelow(path.join(dataDir, "runs")));
  series.store.push(store);
}

await pause(2000);
const before = readProcess(pid);
const clients = [
  ...Array.from({ length: 2 }, (_, client) => forever(client + 1, jobs)),
  ...Array.from({ length: 8 }, (_, client) => forever(client + 100, downloads)),
  ...Array.from({ length: 8 }, (_, client) => forever(client + 200, followers)),
  ...Array.from({ length: 2 }, (_, client) => forever(client + 300, readings)),
  ...(paths["/ingest"] === undefined ? [] : [forever(400, ingests)]),
];
const end = performance.now() + seconds * 1000;
const every = (seconds * 1000) / samples;
while (performance.now() < end) {
  await pause(every);
  await sample().catch((error) => fault(`sample: ${error}`));
}
isOver = true;
await Promise.all(clients);
// This process keeps connections for a while after their last answer: until the server closes them.
let after = readProcess(pid);
for (let waited = 0; waited < 90 && after.descriptors > before.descriptors + 10; waited++) {
  await pause(1000);
  after = readProcess(pid);
}
const code = await service.stop();
if (code !== 0) fault(`the service ended with ${code}`);
if (after.descriptors > before.descriptors + 10)
  fault(`${after.descriptors} descriptors at rest, ${before.descriptors} before`);

const units = { resident: 2 ** 20, heap: 2 ** 20, external: 2 ** 20, disk: 2 ** 20, store: 2 ** 20 };
/** The heap grows until it is collected: its floor tells. */
const least = (block) => Math.min(...block);
let rises = false;
console.log(`${values.minutes} minutes, load average ${os.loadavg()[0].toFixed(1)}`);
console.log("series        first    last    most  growth      z");
for (const [name, points] of Object.entries(series)) {
  const trend = trendOf(points, name === "heap" || name === "external" || name === "resources" ? least : undefined);
  const isJudged = name !== "store";
  if (isJudged) rises ||= trend.rises;
  const [first, last, most] = [trend.first, trend.last, trend.most].map((value) =>
    (value / (units[name] ?? 1)).toFixed(1).padStart(7),
  );
  const verdict = trend.rises ? (isJudged ? "RISES" : "rises, as it is meant to") : "";
  const growth = `${(100 * trend.growth).toFixed(1)} %`.padStart(8);
  console.log(`${name.padEnd(11)} ${first} ${last} ${most} ${growth} ${trend.z.toFixed(1).padStart(6)}  ${verdict}`);
}
console.log("memory and disk in MiB; store: the file of jobs and of the verdicts on every run");
console.log(
  JSON.stringify({ counts, faults, descriptors: { before: before.descriptors, after: after.descriptors } }, null, 1),
);
process.exit(rises || Object.keys(faults).length > 0 ? 1 : 0);
