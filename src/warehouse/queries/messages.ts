// What is said between the service and the processes that run its SQL. Types only.

/** A number, a text or NULL, given to a statement. */
export type Parameter = string | number | null;
export type Parameters = readonly Parameter[] | Readonly<Record<string, Parameter>>;

/** What an answer holds: see `shownValue` for values that JSON does not know. */
export type Value = string | number | null;

export interface Statement {
  readonly sql: string;
  readonly params?: Parameters;
}

export interface AnswerLimits {
  readonly rows: number;
  /** Characters of all values together. */
  readonly characters: number;
}

/** Statements to be answered from one and the same warehouse. */
export interface Question {
  readonly statements: readonly Statement[];
  /** Whose SQL it is: that of a client is checked and limited, and never trusted. */
  readonly from: "service" | "client";
  readonly limits?: AnswerLimits;
  /** By how many bytes the process may grow. */
  readonly memoryBytes: number;
}

export interface Table {
  readonly columns: readonly string[];
  readonly rows: readonly (readonly Value[])[];
  /** True when a limit cut the rows off. */
  readonly truncated: boolean;
}

/** The warehouse that an answer comes from. */
export interface AnsweringWarehouse {
  readonly run: string | null;
  readonly job: string | null;
  readonly asOf: string;
  readonly loadedAt: string;
  /** Differs from one warehouse file to the next. */
  readonly version: string;
}

export interface Answer {
  readonly facts: AnsweringWarehouse;
  readonly tables: readonly Table[];
  readonly elapsedMilliseconds: number;
}

export type RefusalCode =
  | "invalid-query-sql"
  | "query-out-of-memory"
  | "not-ingested"
  | "storage-failed"
  | "internal-error";

export type FromProcess =
  | { readonly state: "ready" }
  | { readonly state: "answered"; readonly answer: Answer }
  | { readonly state: "refused"; readonly code: RefusalCode; readonly message: string };

/** What a process writes on its extra pipe before it ends itself. */
export const outOfMemoryMark = "out of memory";
/** The descriptor of that pipe in the process. */
export const lastWordsDescriptor = 4;
