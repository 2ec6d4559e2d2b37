// The five tables as SQL, made from datasets.ts: types, keys, references and every declared bound as a constraint. It runs nothing.

import { type Column, type DatasetName, datasetNames, datasetSchemas } from "../datasets.ts";
import { type Dialect, quoted, sqlType } from "./dialect.ts";
import { valueConditions } from "./value-conditions.ts";

/** The CREATE TABLE statement of a dataset; what it refers to has to be there first. */
export function createTable(dataset: DatasetName, dialect: Dialect): string {
  const { columns } = datasetSchemas[dataset];
  const last = columns.length - 1;
  const lines = columns.flatMap((column, index) => {
    const definition = `${columnDefinition(dataset, column, dialect)}${index === last ? "" : ","}`;
    return dialect === "sqlite" ? [`  -- ${inWords(column)}`, definition] : [definition];
  });
  return `CREATE TABLE ${dataset} (\n${lines.join("\n")}\n)${dialect === "sqlite" ? " STRICT" : ""};\n`;
}

/** Indexes for joins along the references, and for reading by time; best made after the rows are in. */
export function createIndexes(dataset: DatasetName): string[] {
  const { columns, references } = datasetSchemas[dataset];
  const referring = references.map(({ column }) => column);
  const moments = columns.filter(({ type }) => type === "datetime").map(({ name }) => name);
  return [...referring, ...moments].map(
    (column) => `CREATE INDEX ${dataset}_${column}_index ON ${dataset} (${column});\n`,
  );
}

/** What the table and its columns mean, kept in the catalogue. SQLite has no such thing, and keeps the comments of its CREATE TABLE. */
function tableComments(dataset: DatasetName, dialect: Dialect): string[] {
  if (dialect === "sqlite") return [];
  const { description, columns } = datasetSchemas[dataset];
  return [
    `COMMENT ON TABLE ${dataset} IS ${quoted(description)};\n`,
    ...columns.map((column) => `COMMENT ON COLUMN ${dataset}.${column.name} IS ${quoted(inWords(column))};\n`),
  ];
}

/** What loads the dataset's file into its table; SQLite's shell takes a table between, because it has no nulls in CSV. */
export function loadStatements(dataset: DatasetName, dialect: Dialect): string[] {
  if (dialect === "postgres") return [`\\copy ${dataset} FROM '${dataset}.csv' WITH (FORMAT csv, HEADER true)`];
  if (dialect === "duckdb") return [`COPY ${dataset} FROM '${dataset}.csv' (FORMAT csv, HEADER true);`];
  const values = datasetSchemas[dataset].columns.map(({ name, nullable }) =>
    nullable === true ? `nullif(${name}, '')` : name,
  );
  return [
    `.import --csv ${dataset}.csv staging_${dataset}`,
    `INSERT INTO ${dataset} SELECT ${values.join(", ")} FROM staging_${dataset};`,
    `DROP TABLE staging_${dataset};`,
  ];
}

/** The table of a dataset with its comments and indexes, and how to load its file. */
export function datasetScript(dataset: DatasetName, dialect: Dialect): string {
  const { title, description, references } = datasetSchemas[dataset];
  const upstream = [...new Set(references.map((reference) => reference.dataset))];
  const order = upstream.length === 0 ? "" : ` It refers to ${upstream.join(", ")}: create and load those first.`;
  return [
    `-- ${title}: ${description}${order}\n`,
    createTable(dataset, dialect),
    ...tableComments(dataset, dialect),
    ...createIndexes(dataset),
    "-- To load its file:\n",
    ...loadStatements(dataset, dialect).map((line) => `--   ${line}\n`),
  ].join("");
}

/** All five tables in the order in which they refer to one another. */
export function schemaScript(dialect: Dialect): string {
  // SQLite minds references only where a connection asks for it.
  const opening = dialect === "sqlite" ? "PRAGMA foreign_keys = ON;\n\n" : "";
  return opening + datasetNames.map((dataset) => datasetScript(dataset, dialect)).join("\n");
}

function columnDefinition(dataset: DatasetName, column: Column, dialect: Dialect): string {
  const { primaryKey, references } = datasetSchemas[dataset];
  const { name } = column;
  const reference = references.find((candidate) => candidate.column === name);
  const constraints = valueConditions(column, dialect).map(
    ({ kind, expression }) => `\n    CONSTRAINT ${dataset}_${name}_${kind} CHECK (${expression})`,
  );
  return [
    `  ${name} ${sqlType(column, dialect)}`,
    column.nullable === true ? "" : " NOT NULL",
    primaryKey === name ? " PRIMARY KEY" : column.unique === true ? " UNIQUE" : "",
    reference === undefined ? "" : ` REFERENCES ${reference.dataset} (${reference.target})`,
    ...constraints,
  ].join("");
}

function inWords({ description, unit }: Column): string {
  return unit === undefined ? description : `${description.replace(/\.$/, "")} (${unit}).`;
}
