// One process that runs SQL, as the service sees it: ready, asked, and ended. It answers one question at a time.

import { type ChildProcess, fork } from "node:child_process";
import type { Readable } from "node:stream";
import { entryPoint, optionsOfNode } from "../../entry-point.ts";
import { CodedError } from "../../errors.ts";
import { type Answer, type FromProcess, lastWordsDescriptor, outOfMemoryMark, type Question } from "./messages.ts";

export class QueryChild {
  readonly #process: ChildProcess;
  /** Resolves once the process takes questions; rejects when it ends before. */
  readonly ready: Promise<void>;
  /** Resolves once the process is gone. */
  readonly ended: Promise<void>;
  questions = 0;
  #isReady = false;
  #lastWords = "";
  /** Why the process is being ended, if it is by us. */
  #cause: CodedError | undefined;
  #settle: ((outcome: FromProcess | CodedError) => void) | undefined;

  constructor(file: string) {
    this.#process = started(file);
    this.#process.on("message", (message: FromProcess) => this.#settle?.(message));
    this.#process.once("disconnect", () => {
      this.#isReady = false;
    });
    // A process that could not be started has no pipes, whatever the type says.
    const lastWords = this.#process.stdio?.[lastWordsDescriptor] as Readable | undefined;
    lastWords?.on("data", (chunk: Buffer) => {
      this.#lastWords += chunk.toString();
    });
    this.ended = new Promise((resolve) => {
      const end = (cause: CodedError): void => {
        this.#isReady = false;
        this.#settle?.(cause);
        resolve();
      };
      // Not `exit`: at `close` its last words have arrived, too.
      this.#process.once("close", (code, signal) => end(this.#causeOfDeath(code, signal)));
      // For want of descriptors or processes there is none, and no `close`. What else fails is seen by what it leads to.
      this.#process.on("error", (cause) => {
        if (this.#process.pid === undefined) end(notStarted(cause));
      });
    });
    this.ready = this.#next().then((outcome) => {
      if (outcome instanceof CodedError) throw outcome;
      this.#isReady = true;
    });
  }

  /** False before it has started and once it is ending. */
  get isReady(): boolean {
    return this.#isReady;
  }

  /** Rejects with CodedError: what the process refused with, or how it ended. */
  async ask(question: Question, seconds: number): Promise<Answer> {
    this.questions += 1;
    const outcome = this.#next();
    const timer = setTimeout(() => this.kill(tooSlow(seconds)), seconds * 1000);
    // Without a channel there is no process to speak of: its end settles what was asked.
    this.#process.send(question, (error) => {
      if (error !== null) this.kill();
    });
    const message = await outcome;
    clearTimeout(timer);
    if (message instanceof CodedError) throw message;
    if (message.state === "refused") throw new CodedError(message.code, message.message);
    if (message.state === "ready") throw new TypeError("A process is ready once.");
    return message.answer;
  }

  /** Ends the process at once, whatever it is at; who waits for its answer is told the cause. */
  kill(cause?: CodedError): void {
    this.#isReady = false;
    this.#cause ??= cause;
    this.#process.kill("SIGKILL");
  }

  #next(): Promise<FromProcess | CodedError> {
    return new Promise((resolve) => {
      this.#settle = (outcome) => {
        this.#settle = undefined;
        resolve(outcome);
      };
    });
  }

  #causeOfDeath(code: number | null, signal: NodeJS.Signals | null): CodedError {
    if (this.#cause !== undefined) return this.#cause;
    if (this.#lastWords.includes(outOfMemoryMark)) {
      return new CodedError("query-out-of-memory", "The query took more memory than it may.");
    }
    return new CodedError("query-died", `The process of the query ended with ${signal ?? `code ${code}`}.`);
  }
}

/** A process for SQL could not be made. */
export function notStarted(cause: unknown): CodedError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new CodedError("query-died", `No process for the query could be started: ${reason}.`, {
    publicDetail: "No process for the query could be started.",
    cause,
  });
}

function tooSlow(seconds: number): CodedError {
  return new CodedError("query-too-slow", `The query was cut after ${seconds} s.`, {
    headers: { "retry-after": String(Math.ceil(seconds)) },
  });
}

function started(file: string): ChildProcess {
  const entry = entryPoint("query-process", import.meta.url);
  return fork(entry, [file], {
    execArgv: optionsOfNode(entry),
    stdio: ["ignore", "ignore", "inherit", "ipc", "pipe"],
  });
}
