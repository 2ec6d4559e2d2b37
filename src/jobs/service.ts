// Opens the job service on a data directory: lock, tidying, stores, workers, and the jobs of an earlier process. The
// server and the command line start here.

import type { Logger } from "pino";
import { type JobLimits, noLimits } from "../access/job-limits.ts";
import { createDirectories, type DataDirectory, dataDirectory, tidyDirectories } from "../storage/data-directory.ts";
import type { OnStep } from "../storage/durable-steps.ts";
import { FileVerifier } from "../storage/file-verifier.ts";
import { JobStore, type JobStoreWatcher } from "../storage/job-store.ts";
import { lockDataDirectory } from "../storage/lock.ts";
import type { RunCatalog } from "../storage/run.ts";
import { runCatalog, runsToLoad } from "../storage/run-catalog.ts";
import { RunStore } from "../storage/run-store.ts";
import { syncDirectoryNow } from "../storage/syncing.ts";
import { type GovernanceHistory, governanceHistory } from "./governance-history.ts";
import type { JobService } from "./job.ts";
import { JobBook } from "./job-book.ts";
import type { JobIntakeContext } from "./job-intake.ts";
import { JobQueue } from "./job-queue.ts";
import { LocalJobService } from "./job-service.ts";
import type { JobObserver } from "./observer.ts";
import { recover } from "./recovery.ts";
import { restoreFromRuns } from "./restoration.ts";
import { RunVerification } from "./run-verification.ts";
import { WorkerPool } from "./worker-pool.ts";

export interface JobServiceOptions {
  readonly dataDir: string;
  readonly workers: number;
  /** Jobs that may wait beside the one that runs. */
  readonly queueLimit: number;
  /** Of a job and of a key; none by default. */
  readonly limits?: JobLimits;
  /** Complete runs kept beside the published one. */
  readonly runsKept: number;
  readonly logger: Logger;
  readonly observer?: JobObserver;
  /** Default: the system's clock. */
  readonly now?: () => Date;
  /** Bytes free on the disk of the data directory; default: asks the file system. */
  readonly freeBytes?: () => number;
  /** False leaves what an earlier process queued to the next one; default true. */
  readonly resume?: boolean;
  /** Where worker threads begin, for tests of threads that die. */
  readonly workerFile?: URL;
  /** Told of every step that changes what is on the disk, for tests of crashes. */
  readonly onStep?: OnStep;
}

export interface OpenJobService {
  readonly jobs: JobService;
  readonly runs: RunCatalog;
  readonly history: GovernanceHistory;
  readonly verification: RunVerification;
  /** A running job goes back to the queue; the data directory is free for another process afterwards. */
  close(): Promise<void>;
}

/** Throws CodedError data-directory-locked, data-directory-unwritable, storage-failed; nothing stays open then. */
export async function openJobService(options: JobServiceOptions): Promise<OpenJobService> {
  const directory = dataDirectory(options.dataDir);
  createDirectories(directory);
  // The latest first.
  const closers: (() => unknown)[] = [];
  let closed: Promise<void> | undefined;
  const closeAll = async (): Promise<void> => {
    for (const closer of closers) await closer();
  };
  const close = (): Promise<void> => {
    closed ??= closeAll();
    return closed;
  };
  try {
    const lock = lockDataDirectory(directory);
    closers.unshift(() => lock.release());
    const store = new JobStore(directory, storeWatcher(options.logger));
    closers.unshift(() => store.close());
    const { context, waiting } = prepare(options, directory, store);
    const jobs = new LocalJobService(context);
    closers.unshift(() => jobs.close());
    for (const id of waiting) if (options.resume !== false) context.queue.add(id);
    const { runs, pool, logger } = context;
    const verification = new RunVerification(pool, logger);
    return {
      jobs,
      runs: runCatalog(runs, store),
      history: governanceHistory(store.governance),
      verification,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** What the jobs work with, once all is in order that an earlier process left, and the ids of the jobs that wait. */
function prepare(
  options: JobServiceOptions,
  directory: DataDirectory,
  store: JobStore,
): { context: JobIntakeContext; waiting: string[] } {
  const { logger, workers, workerFile, freeBytes, now = () => new Date(), onStep = () => {} } = options;
  const runs = new RunStore(directory, () => now().getTime(), onStep);
  runs.spare(() => runsToLoad(store));
  restoreFromRuns(store, runs, logger);
  const waiting = recover({ store, runs, logger, now });
  const tidied = tidyDirectories(directory, new Set(waiting));
  if (tidied.moved.length + tidied.removed.length > 0) {
    logger.warn({ event: "data-directory-tidied", ...tidied }, "tidied what an earlier process left");
  }
  syncDirectoryNow(directory.root);
  const book: JobBook = new JobBook(store, runs, (id) =>
    queue.running?.id === id ? queue.running.progress : undefined,
  );
  const ofQueue = {
    book,
    runs,
    verifier: new FileVerifier(),
    pool: new WorkerPool({ workers, ...(workerFile === undefined ? {} : { workerFile }) }),
    runsKept: options.runsKept,
    logger,
    observer: options.observer,
    now,
    onStep,
    ...(freeBytes === undefined ? {} : { freeBytes }),
  };
  const queue = new JobQueue(ofQueue);
  const { queueLimit, limits = noLimits } = options;
  return { context: { ...ofQueue, queue, queueLimit, limits }, waiting };
}

function storeWatcher(logger: Logger): JobStoreWatcher {
  return {
    onHeld: (err) => logger.error({ err, event: "job-store-unwritable" }, "how jobs stand is held in memory"),
    onSetAside: (aside) =>
      logger.error({ event: "job-store-damaged", ...aside }, "the job store was damaged and is moved aside"),
    onWritten: () => logger.info({ event: "job-store-written" }, "how jobs stand is written again"),
  };
}
