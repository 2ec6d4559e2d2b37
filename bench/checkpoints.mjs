// What durability costs the whole job: as it is, beside one in which nothing is synced and no checkpoint written, in turn, each
// in a process of its own. usage: node bench/checkpoints.mjs [--customers 100000] [--workers N] [--rounds 5]
import fs, { mkdtempSync, rmSync } from "node:fs";
import { open } from "node:fs/promises";
import { syncBuiltinESMExports } from "node:module";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measured, median } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    customers: { type: "string", default: "100000" },
    workers: { type: "string", default: String(availableParallelism()) },
    rounds: { type: "string", default: "5" },
    contestant: { type: "string" },
  },
});

/** Every call that waits for the disk returns at once, and no partition is noted. */
async function withoutDurability() {
  const handle = await open(fileURLToPath(import.meta.url));
  const prototype = Object.getPrototypeOf(handle);
  await handle.close();
  prototype.sync = prototype.datasync = async () => {};
  fs.fsyncSync = () => {};
  syncBuiltinESMExports();
  const { CheckpointLog } = await import("../dist/storage/checkpoint-log.js");
  CheckpointLog.prototype.add = () => {};
}

async function wholeJob() {
  if (values.contestant === "without") await withoutDurability();
  const { openJobService } = await import("../dist/jobs/service.js");
  const { resolveSpec } = await import("../dist/spec/resolve.js");
  const { default: pino } = await import("pino");
  const dataDir = mkdtempSync(join(tmpdir(), "mockbuster-bench-"));
  const options = { workers: Number(values.workers), queueLimit: 1, runsKept: 0, logger: pino({ level: "silent" }) };
  const service = await openJobService({ dataDir, ...options });
  const { jobs } = service;
  const request = { customers: Number(values.customers), asOf: "2026-01-01" };
  const { spec } = resolveSpec(request, { maxCustomers: 1e8, today: "2026-01-01" });
  const start = performance.now();
  const { job } = await jobs.submit(spec, { publish: true, force: false });
  const { state, datasets } = await jobs.waitFor(job.id, 3600);
  const seconds = (performance.now() - start) / 1000;
  const { user, system } = process.cpuUsage();
  await service.close();
  rmSync(dataDir, { recursive: true });
  if (state !== "succeeded") throw new Error(`the job ended ${state}`);
  console.log(JSON.stringify({ seconds, processorSeconds: (user + system) / 1e6, bytes: datasets.at(-1).bytes }));
}

async function compare() {
  const rounds = [];
  for (let round = 0; round < Number(values.rounds); round++) {
    const figures = {};
    const inTurn = round % 2 === 0 ? ["with", "without"] : ["without", "with"];
    for (const contestant of inTurn) {
      const args = ["--contestant", contestant, "--customers", values.customers, "--workers", values.workers];
      const run = await measured(process.execPath, [fileURLToPath(import.meta.url), ...args]);
      figures[contestant] = run.result;
    }
    rounds.push(figures);
    const line = inTurn.map((name) => `${name} ${figures[name].seconds.toFixed(2)} s`).join(", ");
    console.error(`round ${round + 1}: ${line}`);
  }
  const of = (name, figure) => median(rounds.map((round) => round[name][figure]));
  const ratio = (figure) => median(rounds.map((round) => round.with[figure] / round.without[figure]));
  console.log("| whole job | with | without | ratio, median of rounds |\n|---|---|---|---|");
  for (const figure of ["seconds", "processorSeconds"]) {
    const [withIt, without] = [of("with", figure), of("without", figure)].map((value) => value.toFixed(2));
    console.log(`| ${figure} | ${withIt} | ${without} | ${ratio(figure).toFixed(3)} |`);
  }
}

await (values.contestant === undefined ? compare() : wholeJob());
