// Stands for jobs/service.js in a build of a test: opens the job service as it is, and sends its own process a SIGTERM at
// the moment that SIGTERM_AT names, a durable step or `scan`, of the run that is the SIGTERM_RUN-th to be begun.

import { readdirSync, statSync } from "node:fs";
import path from "node:path";
import * as real from "./unsignalled-service.js";

const { SIGTERM_AT: moment, SIGTERM_RUN: armedRun = "1", SIGTERM_BYTES: usageBytes } = process.env;

/** The sessions are written as a whole and are being scanned: what is generated goes before what is scanned. */
function isScanning(runs) {
  const newest = readdirSync(runs)
    .sort((a, b) => Number(a.slice(33)) - Number(b.slice(33)))
    .at(-1);
  const file = statSync(path.join(runs, newest, "usage_logs.csv"), { throwIfNoEntry: false });
  return file !== undefined && file.size >= Number(usageBytes);
}

export function openJobService(options) {
  let begun = 0;
  const signal = () => process.kill(process.pid, "SIGTERM");
  const onStep = (step) => {
    if (step === "run-begun") begun++;
    if (begun !== Number(armedRun)) return;
    if (step === moment) signal();
    if (step !== "run-begun" || moment !== "scan") return;
    const watch = setInterval(() => {
      if (!isScanning(path.join(options.dataDir, "runs"))) return;
      clearInterval(watch);
      signal();
    }, 1);
  };
  return real.openJobService({ ...options, onStep });
}
