// The Frictionless Data Package of the datasets: each file with its schema, encoding and CSV dialect, and of a run also its size and digest.

import { type DatasetName, fileName } from "../datasets.ts";
import { type TableSchema, tableSchema } from "./table-schema.ts";

/** What is known of a written file. */
export interface FileFacts {
  readonly name: DatasetName;
  readonly bytes: number;
  /** SHA-256 of the file, in hex. */
  readonly sha256: string;
}

interface DataResource {
  readonly profile: "tabular-data-resource";
  readonly name: DatasetName;
  readonly title: string;
  readonly description: string;
  readonly path: string;
  readonly format: "csv";
  readonly mediatype: "text/csv";
  readonly encoding: "utf-8";
  readonly dialect: typeof csvDialect;
  readonly bytes?: number;
  readonly hash?: string;
  readonly schema: TableSchema;
}

export interface DataPackage {
  readonly profile: "tabular-data-package";
  readonly name: "mockbuster";
  readonly title: string;
  readonly description: string;
  readonly resources: readonly DataResource[];
}

/** CSV Dialect 1.2, written out: its default line terminator is another one. */
export const csvDialect = {
  csvddfVersion: 1.2,
  delimiter: ",",
  lineTerminator: "\n",
  quoteChar: '"',
  doubleQuote: true,
  skipInitialSpace: false,
  header: true,
  caseSensitiveHeader: true,
} as const;

/** Data Package 1.0 of the datasets named, without sizes and digests before there are files. */
export function dataPackage(files: readonly (Pick<FileFacts, "name"> & Partial<FileFacts>)[]): DataPackage {
  const present = files.map(({ name }) => name);
  return {
    profile: "tabular-data-package",
    name: "mockbuster",
    title: "mockbuster",
    description: "Synthetic data of one streaming platform.",
    resources: files.map(({ name, bytes, sha256 }) => {
      const schema = schemaAmong(name, present);
      return {
        profile: "tabular-data-resource",
        name,
        title: schema.title,
        description: schema.description,
        path: fileName(name),
        format: "csv",
        mediatype: "text/csv",
        encoding: "utf-8",
        dialect: csvDialect,
        ...(bytes === undefined ? {} : { bytes }),
        ...(sha256 === undefined ? {} : { hash: `sha256:${sha256}` }),
        schema,
      };
    }),
  };
}

/** The schema with those of its references that lead to a file of the package. */
function schemaAmong(dataset: DatasetName, present: readonly DatasetName[]): TableSchema {
  const { foreignKeys = [], ...rest } = tableSchema(dataset);
  const kept = foreignKeys.filter(({ reference }) => present.includes(reference.resource));
  return kept.length === 0 ? rest : { ...rest, foreignKeys: kept };
}
