// Runs the validation tests on an open warehouse. It writes temporary tables only, so that a read-only connection will do.

import type Database from "better-sqlite3";
import { CodedError } from "../../errors.ts";
import type { ManifestAgreements } from "../../storage/manifest.ts";
import { keptForever } from "../../storage/sqlite.ts";
import { type MeasuredRow, measureVerdict, tellingMeasure, worstVerdict } from "./measures.ts";
import type { Measure, OffendingRow, Validation, ValidationCounts, ValidationTestResult } from "./schemas.ts";
import { setupScripts, type ValidationTest, validationTests } from "./tests.ts";

/** Broken rows that a result names. */
const offendersNamed = 5;
/** As setup/1-declared.sql shares it out among the measures. */
const familyWiseError = 1e-6;

interface ValidationOptions {
  /** Default: all. */
  readonly tests?: readonly ValidationTest[];
  /** Told what share of the work is done. */
  readonly onShare?: (share: number) => void;
}

/** Of the time of all tests, what they read being made: a third was measured. */
const setupShare = 1 / 3;

/** The results of the tests. Throws CodedError not-ingested when the database is no warehouse. */
export function validateWarehouse(
  database: Database.Database,
  recordedAt: Date,
  { tests = validationTests(), onShare = () => {} }: ValidationOptions = {},
): Validation {
  const facts = warehouseFacts(database);
  const results = withSetup(database, () =>
    tests.map((test, index) => {
      onShare(setupShare + ((1 - setupShare) * index) / tests.length);
      return resultOf(database, test);
    }),
  );
  const counts = countVerdicts(results);
  const fact = (key: string): string | null => facts.get(key) ?? null;
  return {
    run: fact("run"),
    job: fact("job"),
    asOf: fact("as_of"),
    modelVersion: fact("model_version"),
    source: fact("source"),
    ...agreementsOf(facts.get("manifest")),
    loadedAt: fact("loaded_at"),
    recordedAt: recordedAt.toISOString(),
    declared: facts.has("spec") ? "spec" : "defaults",
    verdict: counts.fail > 0 ? "fail" : counts.undecided > 0 ? "undecided" : "pass",
    counts,
    familyWiseError,
    tests: results,
  };
}

/** Written by `writeFacts`, so that what is read has the shape. */
function agreementsOf(text: string | undefined): Pick<Validation, "manifest"> {
  return text === undefined ? {} : { manifest: JSON.parse(text) as ManifestAgreements };
}

/** What the warehouse says of itself; what is empty is left out. */
function warehouseFacts(database: Database.Database): Map<string, string> {
  const tables = keptForever(
    database.prepare("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = 'warehouse'"),
  );
  if (tables.get() === undefined) throw new CodedError("not-ingested", `${database.name} is no warehouse.`);
  const statement = keptForever(
    database.prepare<[], { key: string; value: string | null }>("SELECT key, value FROM warehouse"),
  );
  return new Map(
    statement.all().flatMap(({ key, value }) => (value === null || value === "" ? [] : [[key, value] as const])),
  );
}

/** Makes what the tests read, and takes it away again. */
function withSetup<T>(database: Database.Database, work: () => T): T {
  const before = temporaryTables(database);
  try {
    for (const script of setupScripts()) database.exec(script);
    return work();
  } finally {
    const made = temporaryTables(database).filter((table) => !before.includes(table));
    for (const table of made) database.exec(`DROP TABLE temp.${table}`);
  }
}

function temporaryTables(database: Database.Database): string[] {
  const statement = keptForever(
    database.prepare<[], { name: string }>("SELECT name FROM sqlite_temp_master WHERE type = 'table'"),
  );
  return statement.all().map(({ name }) => name);
}

function resultOf(
  database: Database.Database,
  { id, statement, rule, tables, sql }: ValidationTest,
): ValidationTestResult {
  const query = keptForever(database.prepare<[], unknown>(sql));
  const about = { id, statement, rule, tables: [...tables] };
  if (query.columns().some(({ name }) => name === "lowest")) return { ...about, ...measured(query) };
  return { ...about, ...counted(query) };
}

type Outcome = Omit<ValidationTestResult, "id" | "statement" | "rule" | "tables">;

/** A test of shares or ratios: its SQL gives a row a measure. */
function measured(query: Database.Statement<[], unknown>): Outcome {
  // A test file that gives other columns fails the test of test files.
  const rows = query.all() as MeasuredRow[];
  const measures: Measure[] = rows.map((row) => ({ ...row, n: row.n ?? 0, verdict: measureVerdict(row) }));
  const telling = tellingMeasure(measures);
  return {
    verdict: worstVerdict(measures.map(({ verdict }) => verdict)),
    observed: telling?.observed ?? null,
    expected: telling?.expected ?? null,
    offendingRows: 0,
    offenders: [],
    measures,
  };
}

/** A test of rows: its SQL gives those that break the statement. */
function counted(query: Database.Statement<[], unknown>): Outcome {
  const first: OffendingRow[] = [];
  let broken = 0;
  for (const row of query.iterate()) {
    broken++;
    if (first.length < offendersNamed) first.push(row as OffendingRow);
  }
  return {
    verdict: broken === 0 ? "pass" : "fail",
    observed: broken,
    expected: 0,
    offendingRows: broken,
    offenders: first,
    measures: [],
  };
}

function countVerdicts(results: readonly ValidationTestResult[]): ValidationCounts {
  const counts = { pass: 0, fail: 0, undecided: 0 };
  for (const { verdict } of results) counts[verdict]++;
  return counts;
}
