// What a warehouse says of itself, in its table `warehouse`: where its rows come from, and the day they are seen from.

import type Database from "better-sqlite3";
import { CodedError } from "../errors.ts";
import type { Manifest, ManifestAgreements } from "../storage/manifest.ts";
import { keptForever } from "../storage/sqlite.ts";

export const warehouseKeys = [
  "run",
  "job",
  "as_of",
  "anchor",
  "model_version",
  "spec",
  "manifest",
  "source",
  "loaded_at",
] as const;
export type WarehouseKey = (typeof warehouseKeys)[number];
/** What is known; files without a manifest know of no run. `spec` is JSON, and so is `manifest`: which files are those it names. */
export type WarehouseFacts = Partial<Record<WarehouseKey, string>> & { readonly as_of: string };

export interface Origin {
  readonly manifest: Manifest | undefined;
  readonly agreements: ManifestAgreements;
  /** Where the files lie, in words that the user has used. */
  readonly source: string;
  /** The day the files are seen from, where the user names one. */
  readonly asOf: string | undefined;
  readonly loadedAt: Date;
}

/**
 * Makes and fills the table; what it says. The typed tables have been filled. Throws CodedError source-as-of-unknown,
 * source-as-of-differs.
 */
export function writeFacts(database: Database.Database, origin: Origin): WarehouseFacts {
  const facts = factsOf(database, origin);
  database.exec("CREATE TABLE warehouse (key TEXT NOT NULL PRIMARY KEY, value TEXT NOT NULL) STRICT");
  const insert = keptForever(database.prepare<[string, string]>("INSERT INTO warehouse (key, value) VALUES (?, ?)"));
  for (const [key, value] of Object.entries(facts)) insert.run(key, value);
  return facts;
}

function factsOf(
  database: Database.Database,
  { manifest, agreements, source, asOf, loadedAt }: Origin,
): WarehouseFacts {
  const common = { manifest: JSON.stringify(agreements), source, loaded_at: loadedAt.toISOString() };
  if (manifest === undefined) return { as_of: asOf ?? dayAfterLastUse(database), ...common };
  const { run, job, modelVersion, spec } = manifest;
  const { anchor } = spec;
  return { run, job, as_of: spec.asOf, anchor, model_version: modelVersion, spec: JSON.stringify(spec), ...common };
}

/** Throws CodedError source-as-of-differs: what the files say of subscriptions holds on their own as-of date only. */
export function assertAsOf(manifest: Manifest | undefined, asOf: string | undefined): void {
  if (manifest === undefined || asOf === undefined || manifest.spec.asOf === asOf) return;
  throw new CodedError(
    "source-as-of-differs",
    `The manifest beside the files says that they are seen from ${manifest.spec.asOf}, not from ${asOf}.`,
  );
}

function dayAfterLastUse(database: Database.Database): string {
  const select = keptForever(
    database.prepare<[], string | null>("SELECT date(max(started_at), '+1 day') FROM usage_logs"),
  );
  const day = select.pluck().get();
  if (typeof day === "string") return day;
  throw new CodedError("source-as-of-unknown", "There is neither a manifest beside the files nor a row in usage_logs.");
}
