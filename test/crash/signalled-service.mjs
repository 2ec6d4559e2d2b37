// Stands for jobs/service.js in a build of a test: opens the job service as it is, and sends its own process a SIGTERM at
// the step that SIGTERM_AT names, once it has begun as many runs as SIGTERM_RUNS says.

import * as real from "./unsignalled-service.js";

const { SIGTERM_AT: moment, SIGTERM_RUNS: runs } = process.env;

export function openJobService(options) {
  let begun = 0;
  const onStep = (step) => {
    if (step === "run-begun") begun++;
    if (step === moment && begun === Number(runs)) process.kill(process.pid, "SIGTERM");
  };
  return real.openJobService({ ...options, onStep });
}
