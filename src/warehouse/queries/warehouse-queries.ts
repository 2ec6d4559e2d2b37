// What routes ask of the warehouse: the service's own questions, and the SQL of clients where it is allowed. Each kind has processes
// of its own, so that no client's query holds up analytics.

import { type FSWatcher, watch } from "node:fs";
import path from "node:path";
import { CodedError } from "../../errors.ts";
import type { Answer, AnsweringWarehouse, Parameters, Statement, Table } from "./messages.ts";
import { QueryPool } from "./query-pool.ts";
import { findWarehouseVersion } from "./warehouse-version.ts";

export interface WarehouseQueriesOptions {
  /** The warehouse file, which may not be there yet. */
  readonly file: string;
  /** Undefined where clients may not send SQL. */
  readonly client?: ClientLimits | undefined;
  /** Seconds that a question of the service's own may take. */
  readonly seconds?: number;
}

export interface ClientLimits {
  readonly seconds: number;
  readonly rows: number;
  readonly memoryMegabytes: number;
}

export interface ClientAnswer extends Table {
  readonly facts: AnsweringWarehouse;
  readonly elapsedMilliseconds: number;
}

/** Characters of all values of a client's answer. */
export const mostCharacters = 10_000_000;

export class WarehouseQueries {
  readonly #file: string;
  readonly #own: QueryPool;
  readonly #clients: QueryPool | undefined;
  readonly #limits: ClientLimits | undefined;
  #watcher: FSWatcher | undefined;

  constructor({ file, client, seconds = 10 }: WarehouseQueriesOptions) {
    this.#file = file;
    this.#limits = client;
    this.#own = new QueryPool({ file, processes: 2, waiting: 32, seconds, memoryMegabytes: 512 });
    if (client === undefined) return;
    this.#clients = new QueryPool({ file, processes: 1, waiting: 8, ...client, mostQuestions: 200 });
  }

  /** Keeps the processes ready from now on: those of a warehouse that is there, and of one that a load puts in its place. */
  async keepWarm(): Promise<void> {
    this.#watch();
    await this.#warm();
  }

  /** Where nothing can be watched, for the system gives out few watches, the first question after a load waits for a process. */
  #watch(): void {
    try {
      this.#watcher = watch(path.dirname(this.#file), { persistent: false }, (_event, name) => {
        if (name === path.basename(this.#file)) void this.#warm();
      }).on("error", () => this.#watcher?.close());
    } catch {
      this.#watcher = undefined;
    }
  }

  async #warm(): Promise<void> {
    if ((await findWarehouseVersion(this.#file)) === undefined) return;
    this.#own.warm();
    this.#clients?.warm();
  }

  /** True where clients may send SQL. */
  get takesQueries(): boolean {
    return this.#clients !== undefined;
  }

  /** Differs from one warehouse to the next. Throws CodedError not-ingested. */
  async version(): Promise<string> {
    const version = await findWarehouseVersion(this.#file);
    if (version === undefined) throw new CodedError("not-ingested", "There is no warehouse yet.");
    return version;
  }

  /** Answers to statements of the service's own, all from one warehouse. Rejects as QueryPool.ask does. */
  async answers(statements: readonly Statement[], signal: AbortSignal): Promise<Answer> {
    await this.version();
    return this.#own.ask({ statements, from: "service" }, signal);
  }

  /** Runs a client's SELECT, where clients may send any. Rejects as QueryPool.ask does. */
  async select(sql: string, params: Parameters, signal: AbortSignal): Promise<ClientAnswer> {
    if (this.#clients === undefined || this.#limits === undefined) throw new TypeError("Clients may send no SQL.");
    await this.version();
    const limits = { rows: this.#limits.rows, characters: mostCharacters };
    const { tables, ...more } = await this.#clients.ask(
      { statements: [{ sql, params }], from: "client", limits },
      signal,
    );
    const [table] = tables;
    if (table === undefined) throw new TypeError("One statement has one table.");
    return { ...table, ...more };
  }

  async close(): Promise<void> {
    this.#watcher?.close();
    await Promise.all([this.#own.close(), this.#clients?.close()]);
  }
}
