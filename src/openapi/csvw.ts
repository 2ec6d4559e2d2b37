// CSV on the Web (W3C): the same columns, keys and references as metadata for tabular data.

import { type Column, type DatasetName, datasetSchemas, fileName } from "../datasets.ts";

interface DerivedDatatype {
  readonly base: string;
  readonly format?: string;
  readonly minimum?: number;
  readonly maximum?: number;
}

export interface CsvwColumn {
  readonly name: string;
  readonly titles: string;
  readonly "dc:description": string;
  readonly datatype: string | DerivedDatatype;
  readonly required: boolean;
  readonly "schema:unitText"?: string;
}

interface CsvwTable {
  readonly url: string;
  readonly "dc:title": string;
  readonly "dc:description": string;
  readonly dialect: typeof dialect;
  readonly tableSchema: {
    readonly columns: readonly CsvwColumn[];
    readonly primaryKey: string;
    readonly foreignKeys?: readonly {
      readonly columnReference: string;
      readonly reference: { readonly resource: string; readonly columnReference: string };
    }[];
  };
}

export interface CsvwTableGroup {
  readonly "@context": readonly [string, { readonly "@language": string }];
  readonly tables: readonly CsvwTable[];
}

const context = ["http://www.w3.org/ns/csvw", { "@language": "en" }] as const;

const dialect = {
  encoding: "utf-8",
  lineTerminators: ["\n"],
  delimiter: ",",
  quoteChar: '"',
  doubleQuote: true,
  header: true,
  skipInitialSpace: false,
} as const;

/** The tables named, with those of their references that lead from one to another of them. */
export function tableGroup(datasets: readonly DatasetName[]): CsvwTableGroup {
  return { "@context": context, tables: datasets.map((name) => tableOf(name, datasets)) };
}

/** One table that stands alone; it has no references, since CSVW lets them lead only to tables of the same group. */
export function singleTable(dataset: DatasetName): CsvwTable & Pick<CsvwTableGroup, "@context"> {
  return { "@context": context, ...tableOf(dataset, [dataset]) };
}

function tableOf(dataset: DatasetName, present: readonly DatasetName[]): CsvwTable {
  const { title, description, columns, primaryKey, references } = datasetSchemas[dataset];
  const foreignKeys = references
    .filter((reference) => present.includes(reference.dataset))
    .map(({ column, dataset: target, target: key }) => ({
      columnReference: column,
      reference: { resource: fileName(target), columnReference: key },
    }));
  return {
    url: fileName(dataset),
    "dc:title": title,
    "dc:description": description,
    dialect,
    tableSchema: {
      columns: columns.map(columnOf),
      primaryKey,
      ...(foreignKeys.length === 0 ? {} : { foreignKeys }),
    },
  };
}

function columnOf(column: Column): CsvwColumn {
  const { name, description, unit, nullable } = column;
  return {
    name,
    titles: name,
    "dc:description": description,
    datatype: datatypeOf(column),
    required: nullable !== true,
    ...(unit === undefined ? {} : { "schema:unitText": unit }),
  };
}

/** Of a text the format is a regular expression, which also says what values there are: CSVW has no other way. */
function datatypeOf({ type, pattern, values, minimum, maximum }: Column): string | DerivedDatatype {
  if (type === "date") return "date";
  if (type === "datetime") return "dateTimeStamp";
  if (type === "string") {
    const format = values === undefined ? pattern : `^(${values.join("|")})$`;
    return format === undefined ? "string" : { base: "string", format };
  }
  return {
    base: type === "integer" ? "integer" : "decimal",
    ...(minimum === undefined ? {} : { minimum }),
    ...(maximum === undefined ? {} : { maximum }),
  };
}
