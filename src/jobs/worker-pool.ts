// The worker threads, kept from job to job, and the queue of tasks before them: lowest priority number first, and first
// in, first out within one, so that a partition never starts before its predecessor in the file.

import { Piscina } from "piscina";
import { entryPoint, optionsOfNode } from "../entry-point.ts";
import { CodedError } from "../errors.ts";
import { StoppedError, throwIfStopped } from "./job-signals.ts";
import type { Task, TaskOutcome, TaskResults } from "./tasks.ts";

export interface WorkerPoolOptions {
  readonly workers: number;
  /** Where the threads begin, instead of worker.ts. */
  readonly workerFile?: URL;
  /** Most that a thread's objects may take; default: Node's, from the memory of the machine. */
  readonly heapMegabytes?: number;
}

/** Of work that jobs' ends may take with them. */
const mostAttempts = 5;
/** The tasks' loops allocate little; a larger young generation would only fill with what a smaller one collects. */
const maxYoungGenerationSizeMb = 8;

interface QueuedTask {
  readonly task: Task;
  readonly priority: number;
  readonly start: () => Promise<void>;
  readonly drop: () => void;
}

export class WorkerPool {
  readonly workers: number;
  readonly #workerFile: URL;
  readonly #heapMegabytes: number | undefined;
  readonly #queue: QueuedTask[] = [];
  readonly #running = new Set<Promise<void>>();
  readonly #retired = new WeakMap<Piscina<Task, TaskOutcome>, Promise<void>>();
  #threads: Piscina<Task, TaskOutcome> | undefined;

  constructor({ workers, workerFile, heapMegabytes }: WorkerPoolOptions) {
    this.workers = workers;
    this.#heapMegabytes = heapMegabytes;
    this.#workerFile = workerFile ?? entryPoint("worker", import.meta.url);
  }

  /**
   * Runs a task once a thread is free. Rejects with StoppedError when the job was stopped or the queue cleared, with
   * CodedError worker-died when the thread ended, and with what the task failed with.
   */
  run<T extends Task>(task: T, priority: number): Promise<TaskResults[T["kind"]]> {
    const { promise, resolve, reject } = withResolvers<TaskResults[T["kind"]]>();
    // The kind of the task decides the kind of the result; a message between threads cannot say so in types.
    const settle = (outcome: TaskOutcome): void => {
      if (outcome.state === "done") resolve(outcome.result as TaskResults[T["kind"]]);
      else reject(failureOf(outcome));
    };
    const start = (): Promise<void> => this.#post(task).then(settle, reject);
    this.#enqueue({ task, priority, start, drop: () => reject(new StoppedError()) });
    this.#dispatch();
    return promise;
  }

  /**
   * As `run`, for work that belongs to no job: what a job's end takes with it, by clearing the queue or ending the threads, is done
   * again. Rejects with StoppedError once the task's own signals say so.
   */
  async runAgain<T extends Task>(task: T, priority: number): Promise<TaskResults[T["kind"]]> {
    for (let attempt = 1; ; attempt++) {
      throwIfStopped(task.signals);
      try {
        return await this.run(task, priority);
      } catch (error) {
        const isLost = error instanceof StoppedError || (error instanceof CodedError && error.code === "worker-died");
        if (!isLost || attempt === mostAttempts) throw error;
      }
    }
  }

  #enqueue(entry: QueuedTask): void {
    let place = this.#queue.length;
    while (place > 0 && (this.#queue[place - 1] as QueuedTask).priority > entry.priority) place--;
    this.#queue.splice(place, 0, entry);
  }

  /** The pool of threads gets no more tasks than it has threads: its own queue promises no order. */
  #dispatch(): void {
    while (this.#running.size < this.workers) {
      const next = this.#queue.shift();
      if (next === undefined) return;
      const running = next.start().finally(() => {
        this.#running.delete(running);
        this.#dispatch();
      });
      this.#running.add(running);
    }
  }

  async #post(task: Task): Promise<TaskOutcome> {
    this.#threads ??= this.#newThreads();
    const threads = this.#threads;
    try {
      return await threads.run(task);
    } catch (cause) {
      // A pool that lost a thread is not trusted again; its other threads end before anybody acts on the loss.
      await this.#retire(threads);
      throw new CodedError("worker-died", `A thread ended during a ${task.kind} task.`, { cause });
    }
  }

  #newThreads(): Piscina<Task, TaskOutcome> {
    const threads = new Piscina<Task, TaskOutcome>({
      filename: this.#workerFile.href,
      minThreads: this.workers,
      maxThreads: this.workers,
      resourceLimits: {
        maxYoungGenerationSizeMb,
        ...(this.#heapMegabytes === undefined ? {} : { maxOldGenerationSizeMb: this.#heapMegabytes }),
      },
      execArgv: optionsOfNode(this.#workerFile),
    });
    // Of a thread that fails while it has no task; its next task would reject, and the pool be replaced.
    threads.on("error", () => void this.#retire(threads));
    return threads;
  }

  /** Ends the threads of a pool, once: a second call while the first still waits would start new ones. */
  #retire(threads: Piscina<Task, TaskOutcome>): Promise<void> {
    if (this.#threads === threads) this.#threads = undefined;
    const retired = this.#retired.get(threads) ?? threads.destroy();
    this.#retired.set(threads, retired);
    return retired;
  }

  /** Drops what is queued and waits for what runs; threads still busy after `milliseconds` are ended. */
  async stop(milliseconds: number): Promise<void> {
    for (const { drop } of this.#queue.splice(0)) drop();
    const finished = Promise.allSettled(this.#running);
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<"late">((resolve) => {
      timer = setTimeout(() => resolve("late"), milliseconds);
    });
    const outcome = await Promise.race([finished, late]);
    clearTimeout(timer);
    if (outcome !== "late") return;
    await this.close();
    await finished;
  }

  /** Ends all threads; the next task starts new ones. */
  async close(): Promise<void> {
    if (this.#threads !== undefined) await this.#retire(this.#threads);
  }
}

function failureOf(outcome: Exclude<TaskOutcome, { state: "done" }>): Error {
  if (outcome.state === "stopped") return new StoppedError();
  const { code, message, publicDetail, stack } = outcome;
  const cause = new Error(message);
  cause.stack = stack;
  return code === undefined ? cause : new CodedError(code, message, { cause, publicDetail });
}

interface Resolvers<T> {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
  readonly reject: (reason: unknown) => void;
}

function withResolvers<T>(): Resolvers<T> {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((res, rej) => {
    resolve = res;
    reject = rej;
  });
  return { promise, resolve, reject };
}
