// npm run demo: builds, starts the service, posts the default job, shows its progress, and prints what came out.
// Stays up until Ctrl-C; with --once it ends when everything has been printed.

import path from "node:path";
import cliProgress from "cli-progress";
import { DemoError, startService } from "./demo-service.mjs";
import { grouped, jobText } from "./demo-table.mjs";
import { ensureBuild } from "./ensure-build.mjs";

const once = process.argv.includes("--once");

async function getJson(url, options) {
  const answer = await fetch(url, options);
  const body = await answer.json();
  if (!answer.ok) throw new DemoError(`${url} answered ${answer.status}: ${body.detail ?? JSON.stringify(body)}`);
  return { status: answer.status, body };
}

/** The job of each server-sent event, in order, until the service ends the answer. */
async function* jobEvents(url) {
  const answer = await fetch(url, { headers: { accept: "text/event-stream" } });
  if (!answer.ok) throw new DemoError(`${url} answered ${answer.status}: ${await answer.text()}`);
  let pending = "";
  for await (const text of answer.body.pipeThrough(new TextDecoderStream())) {
    const frames = (pending + text).split(/\r?\n\r?\n/);
    pending = frames.pop();
    for (const frame of frames) {
      const lines = frame.split(/\r?\n/).filter((line) => line.startsWith("data:"));
      if (lines.length > 0) yield JSON.parse(lines.map((line) => line.slice(5).trimStart()).join("\n"));
    }
  }
}

/** Follows the job with a bar, on a pipe with a line now and then. */
async function showProgress(url, id) {
  const bar = new cliProgress.SingleBar(
    {
      stream: process.stdout,
      noTTYOutput: true,
      notTTYSchedule: 1000,
      hideCursor: true,
      format: "{bar} {percentage} % | {rows} rows | {speed} rows/s",
    },
    cliProgress.Presets.shades_classic,
  );
  bar.start(1000, 0, { rows: "0", speed: "-" });
  try {
    for await (const { progress } of jobEvents(`${url}/jobs/${id}/events`)) {
      const { fraction, rowsWritten, rowsPerSecond } = progress;
      bar.update(Math.floor(fraction * 1000), {
        rows: grouped(rowsWritten),
        speed: grouped(Math.round(rowsPerSecond)),
      });
    }
  } finally {
    // Gives the terminal its cursor back.
    bar.stop();
  }
}

/** Answers name files from the data directory's name on; a reader of this terminal wants to open them. */
function hostPath(dataDir, shown) {
  return path.relative("", path.join(path.resolve(dataDir), "..", shown));
}

async function runDefaultJob(url, dataDir) {
  const headers = { "content-type": "application/json" };
  const { status, body: posted } = await getJson(`${url}/generate`, { method: "POST", headers, body: "{}" });
  console.log(`POST /generate {}  ->  ${status}, job ${posted.id}`);
  const seconds = ({ startedAt, finishedAt }) =>
    `${((Date.parse(finishedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`;
  if (status === 200) {
    console.log(
      `This job has run before, in ${seconds(posted)}: the same spec gives the same bytes, so nothing was written.`,
    );
  } else {
    await showProgress(url, posted.id);
  }
  const { body: job } = await getJson(`${url}/jobs/${posted.id}`);
  if (job.state !== "succeeded") throw new DemoError(`The job ${job.state}. ${job.problem?.detail ?? ""}`);
  if (status !== 200) console.log(`Generated and reported in ${seconds(job)}.`);
  const { seed, asOf, customers, content } = job.spec;
  console.log(`Seed ${seed}, as of ${asOf}, ${grouped(customers)} customers, ${grouped(content)} titles.\n`);
  const report = async ({ name }) => (await getJson(`${url}/datasets/${name}/report?job=${job.id}`)).body;
  const datasets = job.datasets.map((dataset) => ({ ...dataset, path: hostPath(dataDir, dataset.path) }));
  console.log(jobText({ ...job, datasets }, await Promise.all(job.datasets.map(report))));
}

/** Host, port and data directory as the service will read them. */
async function readSettings() {
  const { ConfigError, readConfig } = await import("../dist/config.js");
  try {
    return readConfig(process.env, 1);
  } catch (error) {
    throw error instanceof ConfigError ? new DemoError(error.message) : error;
  }
}

/** Resolves with the name of the first signal. Later ones change nothing: the service is already being stopped. */
function firstSignal() {
  return new Promise((resolve) => {
    for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => resolve(signal));
  });
}

async function demo() {
  ensureBuild();
  const interrupted = firstSignal();
  const { host, port, dataDir } = await readSettings();
  const service = await startService({ host, port, dataDir });
  try {
    console.log(`The service listens on ${service.url}; its log is ${service.logFile}.`);
    const stopped = interrupted.then(() => "stopped");
    const died = service.ended.then((end) => {
      throw new DemoError(`The service ended (${end}); its log is ${service.logFile}.`);
    });
    if ((await Promise.race([runDefaultJob(service.url, dataDir), stopped, died])) === "stopped") return;
    console.log(`\nSwagger UI: ${service.url}/docs`);
    if (once) return;
    console.log("Press Ctrl-C to stop the service.");
    await Promise.race([stopped, died]);
  } finally {
    await service.stop();
  }
}

try {
  await demo();
  process.exit(0);
} catch (error) {
  console.error(error instanceof DemoError ? error.message : error);
  process.exit(1);
}
