// A load in a process of its own: SQL cannot be interrupted within a thread, a process can be killed at any moment. What it has built
// lies under a temporary name until `put` gives it its own.

import { type ChildProcess, fork } from "node:child_process";
import { entryPoint, optionsOfNode } from "../entry-point.ts";
import { CodedError } from "../errors.ts";
import type { LoadResult } from "./load.ts";
import type { LoadMessage, LoadOrder, LoadOutcome } from "./load-messages.ts";
import type { LoadProgress } from "./load-progress.ts";
import type { Validation } from "./validation/schemas.ts";
import { discardFile, replaceFile, temporaryOf } from "./warehouse-file.ts";

export interface LoadProcessRequest {
  /** The warehouse to replace. */
  readonly target: string;
  /** The directory with the files. */
  readonly from: string;
  /** What the warehouse says of where its rows come from. */
  readonly source: string;
  /** The directory is none of our runs; default false. */
  readonly isForeign?: boolean;
  readonly asOf?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
}

/** Rejected with when the load was stopped; not a failure. */
export class LoadStoppedError extends Error {
  constructor() {
    super("The load was told to stop");
    this.name = "LoadStoppedError";
  }
}

export class LoadProcess {
  readonly #request: LoadProcessRequest;
  readonly #temporary: string;
  #child: ChildProcess | undefined;
  #stopped = false;
  #validation: Validation | undefined;

  constructor(request: LoadProcessRequest) {
    this.#request = request;
    this.#temporary = temporaryOf(request.target);
  }

  /** For tests that kill it. */
  get pid(): number | undefined {
    return this.#child?.pid;
  }

  /** The results of the validation tests on what was built. */
  get validation(): Validation | undefined {
    return this.#validation;
  }

  /** Kills the process; `build` rejects with LoadStoppedError. */
  stop(): void {
    this.#stopped = true;
    this.#child?.kill("SIGKILL");
  }

  /**
   * Resolves once the warehouse is built, on the disk, under its temporary name. Rejects with LoadStoppedError, with
   * CodedError worker-died when the process ended by itself, and as `buildWarehouse` does; nothing is left then.
   */
  async build(): Promise<LoadResult> {
    try {
      const outcome = await this.#outcome();
      if (outcome.kind === "built") this.#validation = outcome.validation;
      return resultOf(outcome);
    } catch (error) {
      this.discard();
      throw this.#stopped ? new LoadStoppedError() : error;
    }
  }

  /** Gives what was built the warehouse's name: one rename. */
  put(): void {
    replaceFile(this.#temporary, this.#request.target);
  }

  /** Removes what was built. */
  discard(): void {
    discardFile(this.#temporary);
  }

  /** What the process says last; resolves after it has ended. */
  #outcome(): Promise<LoadOutcome> {
    if (this.#stopped) throw new LoadStoppedError();
    const child = startProcess();
    this.#child = child;
    const { from, source, isForeign = false, asOf } = this.#request;
    const order: LoadOrder = {
      ...{ file: this.#temporary, from, source, isForeign },
      ...(asOf === undefined ? {} : { asOf }),
    };
    return new Promise((resolve, reject) => {
      let outcome: LoadOutcome | undefined;
      child.on("message", (message: LoadMessage) => {
        if (message.kind === "progress") this.#request.onProgress?.(message.progress);
        else outcome = message;
      });
      // It could not be started or given its order: it has nothing to do, if it is there at all.
      child.on("error", (cause) => {
        child.kill("SIGKILL");
        reject(new CodedError("worker-died", `The loading process could not begin: ${cause.message}.`, { cause }));
      });
      child.once("close", (code, signal) => {
        if (outcome !== undefined && !this.#stopped) resolve(outcome);
        else reject(new CodedError("worker-died", `The loading process ended with ${signal ?? `code ${code}`}.`));
      });
      if (child.pid !== undefined) child.send(order);
    });
  }
}

function startProcess(): ChildProcess {
  const entry = entryPoint("load-entry", import.meta.url);
  return fork(entry, {
    execArgv: optionsOfNode(entry),
    stdio: ["ignore", "ignore", "inherit", "ipc"],
  });
}

function resultOf(outcome: LoadOutcome): LoadResult {
  if (outcome.kind === "built") return outcome.result;
  const cause = new Error(outcome.message);
  cause.stack = outcome.stack;
  const { code, message, publicDetail } = outcome;
  throw code === undefined ? cause : new CodedError(code, message, { cause, publicDetail });
}
