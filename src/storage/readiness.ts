// Whether the data directory can take work, as watchers ask it: looked at once a second at most, however many ask. Whoever
// is about to write asks data-directory.ts itself.

import { canTakeWork } from "./data-directory.ts";

/** For so long an answer holds, good or bad. */
const holdMilliseconds = 1000;

/** As `canTakeWork`, whose every answer writes a block. `now` gives milliseconds of a clock that nobody sets. */
export function readiness(dataDir: string, now: () => number = () => performance.now()): () => Promise<boolean> {
  let latest: Promise<boolean> | undefined;
  /** While the disk has yet to answer, all wait for it. */
  let until = Number.POSITIVE_INFINITY;
  return () => {
    if (latest !== undefined && now() < until) return latest;
    until = Number.POSITIVE_INFINITY;
    latest = canTakeWork(dataDir).finally(() => {
      until = now() + holdMilliseconds;
    });
    return latest;
  };
}
