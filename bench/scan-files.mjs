// Contestant: what a job adds to the files it has written: every partition scanned by worker threads, the reports and the verdicts
// made. usage: scan-files.mjs DIR --customers N --workers N, where DIR holds what write-files.mjs wrote
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { summary } from "../dist/checks/index.js";
import { fileName } from "../dist/datasets.js";
import { newJobSignals } from "../dist/jobs/job-signals.js";
import { WorkerPool } from "../dist/jobs/worker-pool.js";
import { governanceOf } from "../dist/reports/governance.js";
import { datasetReport } from "../dist/reports/report.js";
import { allocateLookups, mergePartials, scanOrder } from "../dist/reports/scan.js";
import { worldOf } from "../dist/spec/identity.js";
import { resolveSpec } from "../dist/spec/resolve.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { customers: { type: "string", default: "300000" }, workers: { type: "string", default: "1" } },
});
const directory = positionals[0];
const today = "2026-01-01";
const request = { customers: Number(values.customers), asOf: today };
const { spec } = resolveSpec(request, { maxCustomers: 100_000_000, today });
const world = worldOf(spec);
const files = JSON.parse(readFileSync(join(directory, "partitions.json"), "utf8"));
const rowsOf = (dataset) => files[dataset].reduce((sum, { rows }) => sum + rows, 0);

const start = performance.now();
const pool = new WorkerPool({ workers: Number(values.workers) });
const shared = { kind: "scan", run: directory, spec, signals: newJobSignals() };
const lookups = allocateLookups({
  customers: rowsOf("customers"),
  content: rowsOf("content"),
  subscriptions: rowsOf("subscriptions"),
});
const found = {};
let usageSeconds = 0;
for (const group of scanOrder) {
  const began = performance.now();
  await Promise.all(
    group.map(async (dataset) => {
      const path = join(directory, fileName(dataset));
      const partials = files[dataset].map(({ offset, bytes }) => {
        const range = { path, start: offset, end: offset + bytes, skipHeader: offset === 0 };
        return pool.run({ ...shared, scan: { dataset, ...range, lookups } }, 0);
      });
      found[dataset] = mergePartials(dataset, await Promise.all(partials));
    }),
  );
  if (group.includes("usage_logs")) usageSeconds = (performance.now() - began) / 1000;
}
for (const [dataset, partial] of Object.entries(found)) datasetReport(dataset, partial, { asOfDay: world.asOfDay });
const observed = Object.fromEntries(Object.entries(found).map(([name, { observations }]) => [name, observations]));
const datasets = Object.entries(files).map(([name, partitions]) => ({ name, partitions }));
const manifest = { run: "bench", job: "bench", modelVersion: "", world: "", spec, datasets };
const governance = governanceOf({ manifest, world, observed, carried: [], judgedAt: new Date() });
const seconds = (performance.now() - start) / 1000;
await pool.close();
const { counts } = summary(governance.checks);
if (counts.fail > 0) throw new Error(`clean files failed ${counts.fail} checks`);
const rows = Object.keys(files).reduce((sum, name) => sum + rowsOf(name), 0);
const bytes = Object.values(files)
  .flat()
  .reduce((sum, partition) => sum + partition.bytes, 0);
console.log(JSON.stringify({ rows, bytes, seconds, usageRows: rowsOf("usage_logs"), usageSeconds, counts }));
