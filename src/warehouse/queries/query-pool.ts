// The processes that run SQL and the queue before them: a question is cut at its time limit by ending its process, and another
// process takes its place. Knows what a question is, and nothing of what it asks.

import { CodedError } from "../../errors.ts";
import type { Answer, Question } from "./messages.ts";
import { notStarted, QueryChild } from "./query-child.ts";

export interface QueryPoolOptions {
  /** The warehouse file, which may not be there yet. */
  readonly file: string;
  readonly processes: number;
  /** Questions that may wait while all processes are busy. */
  readonly waiting: number;
  /** Seconds a question may take once a process has it. */
  readonly seconds: number;
  readonly memoryMegabytes: number;
  /** Questions after which a process is replaced, because it keeps every statement it has seen. */
  readonly mostQuestions?: number;
}

interface Waiting {
  readonly question: Question;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** True when a process has died of it, or while it had it. */
  readonly isAgain?: true;
}

const megabyte = 1024 * 1024;

export class QueryPool {
  readonly #options: QueryPoolOptions;
  readonly #children = new Set<QueryChild>();
  readonly #busy = new Set<QueryChild>();
  readonly #queue: Waiting[] = [];
  #closed = false;

  constructor(options: QueryPoolOptions) {
    this.#options = options;
  }

  /** Starts the processes, so that the first question finds them ready. */
  warm(): void {
    try {
      while (!this.#closed && this.#children.size < this.#options.processes) this.#start();
    } catch (error) {
      this.#refuseAll(notStarted(error));
    }
  }

  /**
   * Answers once a process is free. Rejects with CodedError queue-full, query-too-slow, query-out-of-memory, query-died,
   * invalid-query-sql, not-ingested, storage-failed, shutting-down (also when the signal aborts first).
   */
  async ask(question: Omit<Question, "memoryBytes">, signal: AbortSignal): Promise<Answer> {
    if (this.#closed || signal.aborted) throw new CodedError("shutting-down", "No more questions are taken.");
    const { processes, waiting, memoryMegabytes } = this.#options;
    const free = processes - this.#busy.size;
    if (this.#queue.length >= waiting + free) {
      throw new CodedError("queue-full", `${processes} questions are being answered and ${waiting} wait.`, {
        headers: { "retry-after": "1" },
      });
    }
    return new Promise((resolve, reject) => {
      const entry: Waiting = { question: { ...question, memoryBytes: memoryMegabytes * megabyte }, resolve, reject };
      this.#queue.push(entry);
      signal.addEventListener("abort", () => this.#drop(entry), { once: true });
      this.warm();
      this.#dispatch();
    });
  }

  /** A question that runs goes on to its end or its limit; one that waits is forgotten. */
  #drop(entry: Waiting): void {
    const place = this.#queue.indexOf(entry);
    if (place < 0) return;
    this.#queue.splice(place, 1);
    entry.reject(new CodedError("shutting-down", "Nobody waits for the answer any more."));
  }

  #start(): void {
    const child = new QueryChild(this.#options.file);
    this.#children.add(child);
    child.ready.then(
      () => this.#dispatch(),
      (error: unknown) => this.#refuseAll(error),
    );
    void child.ended.then(() => this.#children.delete(child));
  }

  /** A process that cannot even start would not the next time: whoever waits is told. */
  #refuseAll(error: unknown): void {
    for (const { reject } of this.#queue.splice(0)) reject(error);
  }

  #dispatch(): void {
    for (const child of this.#children) {
      if (!child.isReady || this.#busy.has(child)) continue;
      const next = this.#queue.shift();
      if (next === undefined) return;
      void this.#give(child, next);
    }
  }

  async #give(child: QueryChild, entry: Waiting): Promise<void> {
    this.#busy.add(child);
    try {
      entry.resolve(await child.ask(entry.question, this.#options.seconds));
    } catch (error) {
      // The service's own questions kill no process: what died was ended from outside, perhaps before it was asked.
      const isInnocent = entry.question.from === "service" && entry.isAgain === undefined && !this.#closed;
      if (isInnocent && error instanceof CodedError && error.code === "query-died") {
        this.#queue.unshift({ ...entry, isAgain: true });
      } else {
        entry.reject(error);
      }
    }
    this.#busy.delete(child);
    const { mostQuestions = Number.POSITIVE_INFINITY } = this.#options;
    if (child.isReady && child.questions >= mostQuestions) child.kill();
    if (!child.isReady) this.#children.delete(child);
    this.warm();
    this.#dispatch();
  }

  /** Ends the processes; what they were at, and what waits, is answered with shutting-down. */
  async close(): Promise<void> {
    this.#closed = true;
    const closing = new CodedError("shutting-down", "The question was cut.");
    this.#refuseAll(closing);
    const children = [...this.#children];
    for (const child of children) child.kill(closing);
    await Promise.all(children.map(({ ended }) => ended));
  }
}
