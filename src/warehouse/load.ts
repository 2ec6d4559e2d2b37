// loadWarehouse: five CSV files into one SQLite file, in the order of the steps: text as read, typed tables with keys, references and
// indexes, summaries, validation. It knows no HTTP and no jobs; a load that fails leaves the warehouse that was there.

import type Database from "better-sqlite3";
import { type DatasetName, datasetNames } from "../datasets.ts";
import type { ManifestAgreement, ManifestAgreements } from "../storage/manifest.ts";
import { keptForever, openDatabase } from "../storage/sqlite.ts";
import { DigestThread } from "./digest-thread.ts";
import { LoadMeter, type LoadProgress } from "./load-progress.ts";
import { openSourceDirectory, type Source, type SourceDirectory } from "./source-directory.ts";
import { createRejectedTable, Staging, type StagingParts } from "./staging.ts";
import { summaryStatements } from "./summaries.ts";
import { fillTypedTable, indexTypedTable, rejectDangling, rejectDuplicates } from "./typed-tables.ts";
import type { ValidationCounts } from "./validation/schemas.ts";
import { assertAsOf, type WarehouseFacts, writeFacts } from "./warehouse-facts.ts";
import { discardFile, openRowsFile, replaceFile, syncFile, temporaryOf } from "./warehouse-file.ts";

/** A warehouse with all its tables, still under its temporary name. */
export interface BuiltWarehouse {
  readonly database: Database.Database;
  readonly facts: WarehouseFacts;
  /** To be told what share of the validation is done. */
  readonly onShare: (share: number) => void;
}

export interface BuildRequest {
  /** The directory with the files. */
  readonly from: string;
  /** What the warehouse says of where its rows come from; default: `from`. */
  readonly source?: string;
  /** The directory is none of our runs: a manifest.json beside the files that is not ours is ignored. */
  readonly isForeign?: boolean;
  /** The day the files are seen from; only for files without a manifest beside them. */
  readonly asOf?: string;
  readonly onProgress?: (progress: LoadProgress) => void;
  /** The last step of the load. */
  readonly validate?: (built: BuiltWarehouse) => ValidationCounts | Promise<ValidationCounts>;
  readonly now?: () => Date;
}

export interface LoadRequest extends BuildRequest {
  /** The file of the warehouse, replaced once the new one is whole. */
  readonly target: string;
}

export interface LoadedDataset {
  /** Rows in the typed table. */
  readonly loaded: number;
  readonly rejected: number;
  readonly manifest: ManifestAgreement;
}

export interface LoadResult {
  readonly facts: WarehouseFacts;
  readonly datasets: Readonly<Record<DatasetName, LoadedDataset>>;
  readonly validation?: ValidationCounts;
  /** Why a manifest.json beside the files was ignored. */
  readonly ignoredManifest?: string;
}

/** Builds a warehouse and puts it in the place of `target`. Throws CodedError as `buildWarehouse` does. */
export async function loadWarehouse({ target, ...request }: LoadRequest): Promise<LoadResult> {
  const temporary = temporaryOf(target);
  try {
    const result = await buildWarehouse(temporary, request);
    replaceFile(temporary, target);
    return result;
  } catch (error) {
    discardFile(temporary);
    throw error;
  }
}

/**
 * Builds a warehouse in a new file, which is on the disk when it resolves. Throws CodedError source-missing, source-truncated,
 * source-not-utf8, source-header-differs, source-row-too-long, source-as-of-unknown, source-as-of-differs, run-damaged,
 * storage-failed; what it leaves then is for the caller to remove.
 */
export async function buildWarehouse(file: string, request: BuildRequest): Promise<LoadResult> {
  const directory = openSourceDirectory(request.from, { shown: request.source, isForeign: request.isForeign });
  try {
    assertAsOf(directory.manifest, request.asOf);
    discardFile(file);
    const database = openForLoading(file);
    const result = await new Load(database, directory, request).run().finally(() => database.close());
    syncFile(file);
    return result;
  } finally {
    directory.close();
  }
}

/** Megabytes of pages that a load keeps in memory. */
const cacheMegabytes = 192;

/** For a file that is thrown away when anything goes wrong: no journal on the disk, nothing flushed before the end. */
function openForLoading(file: string): Database.Database {
  const database = openDatabase(file);
  database.exec(`
    PRAGMA page_size = 8192;
    PRAGMA journal_mode = MEMORY;
    PRAGMA synchronous = OFF;
    PRAGMA locking_mode = EXCLUSIVE;
    PRAGMA cache_size = -${cacheMegabytes * 1024};
    PRAGMA foreign_keys = OFF;
    -- Every value has been checked as it was read, at a fraction of the time.
    PRAGMA ignore_check_constraints = ON;
  `);
  return database;
}

class Load {
  readonly #database: Database.Database;
  readonly #directory: SourceDirectory;
  readonly #request: BuildRequest;
  readonly #meter: LoadMeter;
  readonly #rejected = new Map<DatasetName, number>();
  readonly #agreements = new Map<DatasetName, ManifestAgreement>();

  constructor(database: Database.Database, directory: SourceDirectory, request: BuildRequest) {
    this.#database = database;
    this.#directory = directory;
    this.#request = request;
    this.#meter = new LoadMeter(directory.sources);
  }

  async run(): Promise<LoadResult> {
    const database = this.#database;
    const { sources, manifest, ignoredManifest } = this.#directory;
    const { validate, source, from, asOf, now } = this.#request;
    database.exec(`BEGIN; ${createRejectedTable}`);
    await this.#stageAll(sources);
    for (const each of sources) await this.#type(each);
    const loadedAt = (now ?? (() => new Date()))();
    const agreements = this.#allAgreements();
    const facts = writeFacts(database, { manifest, agreements, source: source ?? from, asOf, loadedAt });
    database.exec("COMMIT; PRAGMA analysis_limit = 1000; ANALYZE");
    await this.#summarize();
    const validation = await validate?.({ database, facts, onShare: (share) => this.#noteValidated(share) });
    this.#noteValidated(1);
    return {
      facts,
      datasets: this.#counts(),
      ...(validation === undefined ? {} : { validation }),
      ...(ignoredManifest === undefined ? {} : { ignoredManifest }),
    };
  }

  async #stageAll(sources: readonly Source[]): Promise<void> {
    const rowsFile = openRowsFile(this.#database.name);
    const digests = sources.some(({ entry }) => entry !== undefined) ? new DigestThread() : undefined;
    try {
      for (const each of sources) await this.#stage(each, { rowsFile, digests });
    } finally {
      rowsFile.close();
      await digests?.close();
    }
  }

  async #stage(source: Source, parts: StagingParts): Promise<void> {
    const staging = new Staging(this.#database, source, parts);
    const { dataset } = source;
    while (staging.step()) {
      this.#meter.noteRead(dataset, staging.rows, staging.bytesRead);
      await this.#tell();
    }
    this.#meter.noteRead(dataset, staging.rows, staging.bytesRead);
    this.#rejected.set(dataset, staging.rejected);
    this.#agreements.set(dataset, staging.agreement());
  }

  async #type(source: Source): Promise<void> {
    const database = this.#database;
    const { dataset } = source;
    let rejected = this.#rejected.get(dataset) ?? 0;
    for (const share of fillTypedTable(database, dataset, rejected)) {
      this.#meter.noteStep("typing", dataset, share);
      await this.#tell();
    }
    rejected += rejectDuplicates(database, source);
    indexTypedTable(database, dataset);
    rejected += rejectDangling(database, source);
    this.#rejected.set(dataset, rejected);
    this.#meter.noteStep("indexing", dataset, 1);
    this.#meter.noteDone(dataset);
    await this.#tell();
  }

  async #summarize(): Promise<void> {
    for (const [index, statement] of summaryStatements.entries()) {
      this.#database.exec(statement);
      this.#meter.noteStep("summing", undefined, (index + 1) / summaryStatements.length);
      await this.#tell();
    }
  }

  #noteValidated(share: number): void {
    this.#meter.noteStep("validating", undefined, share);
    this.#request.onProgress?.(this.#meter.read());
  }

  #counts(): LoadResult["datasets"] {
    const entries = datasetNames.map((dataset) => {
      const count = keptForever(this.#database.prepare<[], number>(`SELECT count(*) FROM ${dataset}`));
      const loaded = count.pluck().get() ?? 0;
      return [dataset, { loaded, rejected: this.#rejected.get(dataset) ?? 0, manifest: this.#agreementOf(dataset) }];
    });
    // One entry a name, as the type has it.
    return Object.fromEntries(entries) as LoadResult["datasets"];
  }

  #agreementOf(dataset: DatasetName): ManifestAgreement {
    return this.#agreements.get(dataset) ?? "absent";
  }

  #allAgreements(): ManifestAgreements {
    // One entry a name, as the type has it.
    return Object.fromEntries(datasetNames.map((name) => [name, this.#agreementOf(name)])) as ManifestAgreements;
  }

  /** Says how far the load has come, and lets the process see to what else there is: that its parent has gone, for one. */
  async #tell(): Promise<void> {
    this.#request.onProgress?.(this.#meter.read());
    await new Promise((resolve) => setImmediate(resolve));
  }
}
