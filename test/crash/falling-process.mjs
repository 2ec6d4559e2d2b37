// Finishes what an earlier process has left and says how that ended; then generates a small world, and kills itself at a step.
// usage: falling-process.mjs BUILD DATA_DIR SEED [STEP [from-the-start]]

import pino from "pino";

const [build, dataDir, seed, step, armed] = process.argv.slice(2);
const { openJobService } = await import(`${build}/jobs/service.js`);
const { resolveSpec } = await import(`${build}/spec/resolve.js`);

let isArmed = armed !== undefined;
const onStep = (reached) => {
  if (isArmed && reached === step) process.kill(process.pid, "SIGKILL");
};
const logger = pino({ level: "silent" });
const options = { dataDir, workers: 1, queueLimit: 1, runsKept: 0, logger, onStep };
const service = await openJobService(options);
const { jobs } = service;
const left = ["running", "queued"].flatMap((state) => jobs.list({ limit: 1, state }).jobs);
for (const { id } of left) console.log(JSON.stringify(await jobs.waitFor(id, 60)));
isArmed = true;
const limits = { maxCustomers: 1000, today: "2026-01-01" };
const { spec } = resolveSpec({ seed, customers: 150, content: 20 }, limits);
const { job } = await jobs.submit(spec, { publish: true, force: true });
console.log(JSON.stringify(await jobs.waitFor(job.id, 60)));
await service.close();
