// Load on one machine while a job runs: downloads each at its own pace, followers of its events, small requests at a fixed rate.
// usage: load.mjs [--seconds 60] [--readers 200] [--followers 500] [--rate 1000] [--customers 6000000] [--profile DIR] [--record]
// Ends by itself; exit code 1 when a target is missed. Method: bench/README.md.
import { fork } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, writeFileSync } from "node:fs";
import os from "node:os";
import { parseArgs } from "node:util";
import { bytesBelow, readProcess, startService } from "./load/service-process.mjs";

const { values } = parseArgs({
  options: {
    seconds: { type: "string", default: "60" },
    readers: { type: "string", default: "200" },
    followers: { type: "string", default: "500" },
    rate: { type: "string", default: "1000" },
    customers: { type: "string", default: "6000000" },
    profile: { type: "string" },
    record: { type: "boolean", default: false },
  },
});
const [seconds, readers, followers, rate, customers] = ["seconds", "readers", "followers", "rate", "customers"].map(
  (name) => Number(values[name]),
);
/** Of the published world: its largest file is 8 MB, so that the slowest reader takes 130 KB/s. */
const publishedCustomers = 5000;
const asOf = "2026-01-01";
/** Milliseconds; bytes of resident memory that the load may add to what the job takes. */
const targets = { p99: 50, addedBytes: 300 * 2 ** 20 };

function child(name, message) {
  const forked = fork(new URL(`./load/${name}.mjs`, import.meta.url));
  forked.send(message);
  return forked;
}

async function answerOf(forked) {
  const [answer] = await once(forked, "message");
  return answer;
}

const execArgv = values.profile === undefined ? [] : ["--cpu-prof", `--cpu-prof-dir=${values.profile}`];
const service = await startService({ execArgv });
const { url, pid } = service;
let isMet = false;
try {
  const published = await service.post({ asOf, customers: publishedCustomers }, "wait=60");
  if (published.state !== "succeeded") throw new Error(JSON.stringify(published));
  const running = await service.post({ asOf, customers, seed: "load", publish: false });
  const rowsAt = async () => (await service.ask(`/jobs/${running.id}`)).progress.rowsWritten;
  const isSteady = await steadyMemory(pid);
  const reading = child("readers", { url, readers, seconds });
  await answerOf(reading);
  const [loadBefore, before, rowsBefore] = [os.loadavg()[0], readProcess(pid), await rowsAt()];
  const targetsOfRequests = [`/jobs/${running.id}`, "/datasets", `/jobs/${published.id}`, "/jobs", "/healthz"];
  const began = performance.now();
  let most = { residentBytes: 0, descriptors: 0 };
  const watch = setInterval(() => {
    const { residentBytes, descriptors } = readProcess(pid);
    most = {
      residentBytes: Math.max(most.residentBytes, residentBytes),
      descriptors: Math.max(most.descriptors, descriptors),
    };
  }, 250);
  const atOnce = [
    answerOf(reading),
    answerOf(child("followers", { url, job: running.id, followers, seconds })),
    answerOf(child("metadata", { url, targets: targetsOfRequests, rate, seconds })),
  ];
  const rowsDuring = new Promise((resolve) => setTimeout(() => resolve(rowsAt()), seconds * 1000));
  const [downloads, events, metadata] = await Promise.all(atOnce);
  const rows = (await rowsDuring) - rowsBefore;
  clearInterval(watch);
  const elapsed = (performance.now() - began) / 1000;
  const [loadAfter, after] = [os.loadavg()[0], readProcess(pid)];
  const ended = await service.ask(`/jobs/${running.id}`);
  const measured = {
    measuredAt: new Date().toISOString(),
    machine: `${os.cpus()[0]?.model}, ${os.availableParallelism()} cores, Node ${process.version}`,
    asked: { seconds, readers, followers, rate, customers },
    loadAverage: { before: loadBefore, after: loadAfter },
    metadata,
    downloads,
    events,
    service: {
      jobStateAtEnd: ended.state,
      rowsPerSecond: Math.round(rows / seconds),
      residentBytesBefore: before.residentBytes,
      wasSteadyBefore: isSteady,
      residentBytesMost: most.residentBytes,
      descriptorsMost: most.descriptors,
      processors: (after.processorSeconds - before.processorSeconds) / elapsed,
      mainThreadWaited: (after.mainWaitSeconds - before.mainWaitSeconds) / elapsed,
      processorsOfMainThread: (after.mainSeconds - before.mainSeconds) / elapsed,
      diskBytes: bytesBelow(service.dataDir),
    },
  };
  const faults = faultsOf(measured);
  console.log(JSON.stringify(measured, null, 2));
  console.log(
    faults.length === 0 ? "every target is met" : `missed:\n${faults.map((fault) => `  ${fault}`).join("\n")}`,
  );
  if (values.record) record(measured, faults);
  isMet = faults.length === 0;
  await fetch(`${url}/jobs/${running.id}?force=true`, { method: "DELETE" });
} finally {
  await service.stop();
}
process.exit(isMet ? 0 : 1);

/** Waits, half a minute at most, until the job's own tables are there: what is added then, the load adds. */
async function steadyMemory(pid) {
  let most = 0;
  let steady = 0;
  for (let second = 0; second < 30 && steady < 5; second++) {
    await new Promise((resolve) => setTimeout(resolve, 1000));
    const { residentBytes } = readProcess(pid);
    steady = residentBytes < most * 1.02 ? steady + 1 : 0;
    most = Math.max(most, residentBytes);
  }
  return steady >= 5;
}

/** What the issue demands, and is not so. */
function faultsOf({ metadata, downloads, events, service: { jobStateAtEnd, residentBytesBefore, residentBytesMost } }) {
  const addedBytes = residentBytesMost - residentBytesBefore;
  const counted = (counts) => Object.values(counts).reduce((sum, count) => sum + count, 0);
  const honest = ["200", "429", "503"];
  const demands = [
    [jobStateAtEnd === "running", `the job ${jobStateAtEnd} before the load ended: ask for more --customers`],
    [metadata.done === metadata.planned, `${metadata.planned - metadata.done} small requests had no answer`],
    [Object.keys(metadata.statuses).every((status) => honest.includes(status)), "small requests had other statuses"],
    [counted(metadata.errors) === 0, "small requests met errors"],
    [metadata.dishonest + downloads.dishonest === 0, "there were refusals without Retry-After"],
    [
      metadata.latency.p99 < targets.p99,
      `p99 of small requests was ${metadata.latency.p99.toFixed(1)} ms, not below 50 ms`,
    ],
    [downloads.wrong === 0, `${downloads.wrong} downloads had wrong bytes`],
    [downloads.finished >= readers, `only ${downloads.finished} downloads of ${readers} ended`],
    [counted(downloads.errors) === 0, "downloads met errors"],
    [counted(events.broken) === 0, "followers met errors"],
    [events.least > 0, "a follower saw no event"],
    [
      addedBytes < targets.addedBytes,
      `the load added ${mebibytes(addedBytes)} MiB of resident memory, not less than 300`,
    ],
  ];
  return demands.filter(([isHeld]) => !isHeld).map(([, fault]) => fault);
}

function mebibytes(bytes) {
  return Math.round(bytes / 2 ** 20);
}

function record(measured, faults) {
  const stamp = measured.measuredAt.slice(0, 16).replace(":", "");
  const base = new URL(`./results/${stamp}-load`, import.meta.url).pathname;
  const { metadata, downloads, events, service: found, asked, loadAverage } = measured;
  const lines = [
    ["small requests answered", `${metadata.done} of ${metadata.planned}, ${JSON.stringify(metadata.statuses)}`],
    ["their latency p50, p99, p99.9, most", quantileText(metadata.latency)],
    ["the same, without the first 20 s", quantileText(metadata.settled)],
    ["of it, before a connection was free", quantileText(metadata.lateness)],
    ["downloads ended, wrong, MB", `${downloads.finished}, ${downloads.wrong}, ${Math.round(downloads.bytes / 1e6)}`],
    ["events, least a follower saw", `${events.events}, ${events.least}`],
    [
      "resident memory before, most (MiB)",
      `${mebibytes(found.residentBytesBefore)}, ${mebibytes(found.residentBytesMost)}`,
    ],
    ["rows/s of the job meanwhile", String(found.rowsPerSecond)],
    ["processors that the service used", found.processors.toFixed(2)],
    ["load average before, after", `${loadAverage.before.toFixed(1)}, ${loadAverage.after.toFixed(1)}`],
  ];
  const text = [
    `# Load, ${measured.measuredAt}`,
    "",
    `${measured.machine}. ${asked.readers} readers, ${asked.followers} followers, ${asked.rate} small requests/s, ${asked.seconds} s, a job of ${asked.customers} customers.`,
    "",
    "| | measured |",
    "|---|---|",
    ...lines.map(([name, value]) => `| ${name} | ${value} |`),
    "",
    faults.length === 0 ? "Every target is met." : `Missed: ${faults.join("; ")}.`,
  ];
  mkdirSync(new URL("./results/", import.meta.url), { recursive: true });
  writeFileSync(`${base}.json`, `${JSON.stringify(measured, null, 2)}\n`);
  writeFileSync(`${base}.md`, `${text.join("\n")}\n`);
}

function quantileText({ p50, p99, p999, most }) {
  return `${[p50, p99, p999, most].map((value) => value.toFixed(1)).join(", ")} ms`;
}
