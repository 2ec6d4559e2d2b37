// The lines of a world's five files, to be edited row by row, and the order that an edit of sessions must restore.
import { type DatasetName, datasetNames, datasetSchemas } from "../../../src/datasets.ts";
import type { World } from "../../../src/rules/world.ts";

type Texts<Column extends string> = Readonly<Record<Column, string>>;

/** A row of each dataset: its fields as texts, without quotes. */
export interface RowOf {
  customers: Texts<
    "customer_id" | "first_name" | "last_name" | "email" | "birth_year" | "state" | "region" | "device" | "signup_date"
  >;
  plans: Texts<"plan_id" | "tier" | "monthly_price" | "max_streams" | "max_resolution">;
  content: Texts<"content_id" | "title" | "genre" | "category" | "duration_minutes" | "release_date">;
  subscriptions: Texts<
    "subscription_id" | "customer_id" | "plan_id" | "start_date" | "end_date" | "status" | "change_type"
  >;
  usage_logs: Texts<
    | "usage_id"
    | "customer_id"
    | "subscription_id"
    | "content_id"
    | "started_at"
    | "device"
    | "duration_watched"
    | "completion_rate"
  >;
}

/** The fields to replace, or undefined to leave the row as it is. */
export type Change<D extends DatasetName> = (row: RowOf[D], index: number) => Partial<RowOf[D]> | undefined;

export class EditableFiles {
  readonly world: World;
  readonly #clean: (dataset: DatasetName) => readonly string[];
  readonly #edited = new Map<DatasetName, readonly string[]>();

  /** `clean` gives a dataset's lines without the header. */
  constructor(world: World, clean: (dataset: DatasetName) => readonly string[]) {
    this.world = world;
    this.#clean = clean;
  }

  get edited(): ReadonlyMap<DatasetName, readonly string[]> {
    return this.#edited;
  }

  lines(dataset: DatasetName): readonly string[] {
    return this.#edited.get(dataset) ?? this.#clean(dataset);
  }

  rows<D extends DatasetName>(dataset: D): RowOf[D][] {
    return this.lines(dataset).map((line) => rowOf(dataset, line));
  }

  /** The first row with what is wanted. Throws when there is none. */
  find<D extends DatasetName>(dataset: D, isWanted: (row: RowOf[D]) => boolean): RowOf[D] {
    for (const line of this.lines(dataset)) {
      const row = rowOf(dataset, line);
      if (isWanted(row)) return row;
    }
    throw new Error(`No row of ${dataset} is what the edit wants`);
  }

  write(dataset: DatasetName, lines: readonly string[]): void {
    this.#edited.set(dataset, lines);
  }

  /** Replaces fields of rows. Throws when there is no row to change: then the mutant would be none. */
  change<D extends DatasetName>(dataset: D, change: Change<D>): void {
    let changed = 0;
    const lines = this.lines(dataset).map((line, index) => {
      const row = rowOf(dataset, line);
      const replacements = change(row, index);
      if (replacements === undefined) return line;
      changed++;
      return lineOf(dataset, { ...row, ...replacements });
    });
    if (changed === 0) throw new Error(`The edit found no row of ${dataset} to change`);
    this.write(dataset, lines);
  }

  /** Replaces fields of the first row that can be changed. Throws when there is none. */
  changeOne<D extends DatasetName>(dataset: D, change: Change<D>): void {
    const lines = [...this.lines(dataset)];
    for (const [index, line] of lines.entries()) {
      const row = rowOf(dataset, line);
      const replacements = change(row, index);
      if (replacements === undefined) continue;
      lines[index] = lineOf(dataset, { ...row, ...replacements });
      this.write(dataset, lines);
      return;
    }
    throw new Error(`The edit found no row of ${dataset} to change`);
  }

  /** Adds rows at the end of a dataset. */
  append<D extends DatasetName>(dataset: D, rows: readonly RowOf[D][]): void {
    this.write(dataset, [...this.lines(dataset), ...rows.map((row) => lineOf(dataset, row))]);
  }

  /** Sorts sessions by started_at, customer and candidate, as the file is ordered within a shard. */
  sortUsage(): void {
    const keyed = this.lines("usage_logs").map((line) => {
      const [usageId = "", customer = "", , , startedAt = ""] = line.split(",");
      return { line, key: `${startedAt} ${customer} ${candidateOf(usageId).padStart(6, "0")}` };
    });
    keyed.sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
    const sorted = keyed.map(({ line }) => line);
    this.write("usage_logs", sorted);
  }
}

/** Candidate number of a usage_id. */
export function candidateOf(usageId: string): string {
  return usageId.slice("U20260101-000000001-".length);
}

const field = /(?:"((?:[^"]|"")*)"|([^,]*))(?:,|$)/y;

function fieldsOf(line: string): string[] {
  if (!line.includes('"')) return line.split(",");
  const fields: string[] = [];
  field.lastIndex = 0;
  while (field.lastIndex < line.length) {
    const match = field.exec(line);
    if (match === null) break;
    fields.push(match[1]?.replaceAll('""', '"') ?? match[2] ?? "");
  }
  return fields;
}

const columns = Object.fromEntries(
  datasetNames.map((name) => [name, datasetSchemas[name].columns.map((column) => column.name)]),
) as Record<DatasetName, string[]>;

export function rowOf<D extends DatasetName>(dataset: D, line: string): RowOf[D] {
  const fields = fieldsOf(line);
  const row: Record<string, string> = {};
  for (const [index, name] of columns[dataset].entries()) row[name] = fields[index] ?? "";
  return row as RowOf[D];
}

function lineOf<D extends DatasetName>(dataset: D, row: RowOf[D]): string {
  const texts: Readonly<Record<string, string>> = row;
  return columns[dataset]
    .map((name) => texts[name] ?? "")
    .map((text) => (/[",]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text))
    .join(",");
}
