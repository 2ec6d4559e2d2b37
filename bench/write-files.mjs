// Contestant: our generators and the ordered writing of their partitions by worker threads, with nothing after it: no
// whole-file digest, no report, no manifest. usage: write-files.mjs OUT_DIR --customers N --workers N [--only usage_logs]
import { mkdirSync, openSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { datasetNames, fileName } from "../dist/datasets.js";
import { allocateWorldTables, partitionsOf, slices } from "../dist/generators/index.js";
import { newFileOrder } from "../dist/jobs/file-order.js";
import { newJobSignals } from "../dist/jobs/job-signals.js";
import { WorkerPool } from "../dist/jobs/worker-pool.js";
import { worldOf } from "../dist/spec/identity.js";
import { resolveSpec } from "../dist/spec/resolve.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    customers: { type: "string", default: "300000" },
    workers: { type: "string", default: "1" },
    only: { type: "string" },
  },
});
const out = positionals[0];
mkdirSync(out, { recursive: true });
const today = "2026-01-01";
const request = {
  customers: Number(values.customers),
  asOf: today,
  ...(values.only ? { datasets: [values.only] } : {}),
};
const { spec } = resolveSpec(request, { maxCustomers: 100_000_000, today });
const world = worldOf(spec);
const start = performance.now();
const pool = new WorkerPool({ workers: Number(values.workers) });
const signals = newJobSignals();
const tables = spec.datasets.includes("usage_logs") ? allocateWorldTables(world) : undefined;
const shared = { run: out, spec, signals, tables };
if (tables !== undefined) {
  await Promise.all(
    slices(spec.customers, 16_384).map(([first, last]) => pool.run({ kind: "prepare", ...shared, first, last }, 0)),
  );
}
let rows = 0;
const written = {};
await Promise.all(
  spec.datasets.map(async (dataset) => {
    const path = join(out, fileName(dataset));
    openSync(path, "w");
    const partitions = partitionsOf(world, dataset);
    const order = newFileOrder(partitions.length);
    const task = { kind: "generate", ...shared, path, order, heldChunks: 32 };
    const tasks = partitions.map((partition, index) =>
      pool.run({ ...task, partition, index }, 1 + datasetNames.indexOf(dataset)),
    );
    written[dataset] = await Promise.all(tasks);
    for (const partition of written[dataset]) rows += partition.rows;
  }),
);
const seconds = (performance.now() - start) / 1000;
await pool.close();
// For scan-files.mjs, which goes through the same partitions.
writeFileSync(join(out, "partitions.json"), JSON.stringify(written));
const bytes = spec.datasets.reduce((sum, dataset) => sum + statSync(join(out, fileName(dataset))).size, 0);
console.log(JSON.stringify({ rows, bytes, seconds }));
