// Reads the published run over and over until told to stop; posts what it saw. A missing file ends it with an error.

import { readFileSync, realpathSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";

const { raw, shared } = workerData;
const seen = new Set();
while (Atomics.load(shared, 0) === 0) {
  const run = realpathSync(raw);
  const manifest = JSON.parse(readFileSync(`${run}/manifest.json`, "utf8"));
  seen.add(`${manifest.run} ${readFileSync(`${run}/plans.csv`, "utf8")}`);
  // Through the link itself: there is never a moment without a file.
  readFileSync(`${raw}/plans.csv`);
  Atomics.add(shared, 1, 1);
}
parentPort?.postMessage([...seen]);
