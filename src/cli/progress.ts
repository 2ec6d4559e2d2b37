// Shows a running job on a terminal's standard error; elsewhere it shows nothing.

import { Presets, SingleBar } from "cli-progress";
import type { Job } from "../jobs/job.ts";

export interface ProgressDisplay {
  show(job: Pick<Job, "progress">): void;
  /** Takes the bar off the screen; nothing is shown afterwards. */
  end(): void;
}

const silent: ProgressDisplay = { show: () => {}, end: () => {} };
const steps = 1000;

/** A bar when `screen` is a terminal. */
export function progressDisplay(screen: NodeJS.WritableStream & { readonly isTTY?: boolean }): ProgressDisplay {
  if (screen.isTTY !== true) return silent;
  const bar = new SingleBar(
    {
      stream: screen,
      format: "{bar} {percentage} % | {rows} rows | {speed} rows/s | {left}",
      clearOnComplete: true,
      hideCursor: true,
    },
    Presets.shades_classic,
  );
  bar.start(steps, 0, { rows: "0", speed: "-", left: "starting" });
  return {
    show: ({ progress }) => bar.update(Math.floor(progress.fraction * steps), payloadOf(progress)),
    end: () => bar.stop(),
  };
}

function payloadOf(progress: Job["progress"]): Record<string, string> {
  const { rowsWritten, rowsPerSecond, etaSeconds } = progress;
  return {
    rows: grouped(rowsWritten),
    speed: grouped(Math.round(rowsPerSecond)),
    left: etaSeconds === null ? "starting" : `${Math.ceil(etaSeconds)} s left`,
  };
}

/** A whole number with commas between thousands. */
export function grouped(count: number): string {
  return count.toLocaleString("en-US");
}
