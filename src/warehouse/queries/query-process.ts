// The process that runs SQL on the warehouse: one question at a time, over its channel to the service. It is started by QueryPool and
// ends with it; it writes nothing and listens to nobody else.

import { CodedError } from "../../errors.ts";
import { putProcess } from "../../priorities.ts";
import { startMemoryWatch } from "./memory-watch.ts";
import type { Answer, FromProcess, Question, RefusalCode, Statement, Table } from "./messages.ts";
import { refusalOf } from "./single-select.ts";
import { rowsOf } from "./statement-rows.ts";
import { WarehouseConnection } from "./warehouse-connection.ts";

// The thread that started it may have put itself first.
putProcess("among others");

const [, , file = ""] = process.argv;
const connection = new WarehouseConnection(file);

const memory = await startMemoryWatch();

function say(message: FromProcess): void {
  process.send?.(message);
}

function answered(question: Question): Answer {
  const begun = performance.now();
  const facts = connection.refreshed();
  const tables = question.statements.map((statement) => tableOf(statement, question));
  return { facts, tables, elapsedMilliseconds: Number((performance.now() - begun).toFixed(3)) };
}

function tableOf({ sql, params = [] }: Statement, { from, limits }: Question): Table {
  if (from === "client") {
    const refusal = refusalOf(sql);
    if (refusal !== undefined) throw new CodedError("invalid-query-sql", refusal);
  }
  const statement = connection.prepared(sql);
  if (!statement.reader || !statement.readonly) {
    throw new CodedError("invalid-query-sql", "The statement would write, or gives no rows; only a SELECT is run.");
  }
  return rowsOf(statement, params, limits);
}

function watched(question: Question): FromProcess {
  memory.begin(question.memoryBytes);
  try {
    return { state: "answered", answer: answered(question) };
  } catch (error) {
    return { state: "refused", code: codeOf(error, question), message: sentence(error) };
  } finally {
    memory.end();
  }
}

const outOfMemory = ["SQLITE_NOMEM", "ERR_STRING_TOO_LONG"];

function codeOf(error: unknown, { from }: Question): RefusalCode {
  // Of the refusals only those named above are thrown here as coded errors.
  if (error instanceof CodedError) return error.code as RefusalCode;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (/^SQLITE_(CORRUPT|IOERR|CANTOPEN|NOTADB|FULL|PERM)/.test(code)) return "storage-failed";
  // A warehouse without the tables of this version was made by another one.
  if (from === "service") return /no such (table|column)/.test(sentence(error)) ? "not-ingested" : "internal-error";
  return outOfMemory.includes(code) ? "query-out-of-memory" : "invalid-query-sql";
}

function sentence(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return /[.!?]$/.test(message) ? message : `${message}.`;
}

// An interrupt from the keyboard reaches every process of the group: this one ends with the service, which finishes its answers.
process.on("SIGINT", () => {});
process.on("disconnect", () => process.exit());
process.on("message", (question: Question) => say(watched(question)));
say({ state: "ready" });
