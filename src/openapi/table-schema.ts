// The Frictionless Table Schema of a dataset, and beside each field the rules that decide its values.

import { type Column, type DatasetName, datasetSchemas } from "../datasets.ts";
import { ruleCards } from "../rules/index.ts";

interface FieldRule {
  readonly id: string;
  readonly claim: string;
}

export interface TableField {
  readonly name: string;
  readonly type: Column["type"];
  readonly format: string;
  readonly description: string;
  readonly constraints: Readonly<Record<string, unknown>>;
  readonly unit?: string;
  readonly rules: readonly FieldRule[];
}

export interface TableSchema {
  readonly name: DatasetName;
  readonly title: string;
  readonly description: string;
  readonly order: string;
  readonly fields: readonly TableField[];
  readonly missingValues: readonly string[];
  readonly primaryKey: string;
  /** Absent, not empty, when the dataset refers to none. */
  readonly foreignKeys?: readonly {
    readonly fields: string;
    readonly reference: { readonly resource: DatasetName; readonly fields: string };
  }[];
}

/** Table Schema 1.0 with `rules`, `unit` and `order` added, which its readers pass over. */
export function tableSchema(dataset: DatasetName): TableSchema {
  const { title, description, order, columns, primaryKey, references } = datasetSchemas[dataset];
  const foreignKeys = references.map((reference) => ({
    fields: reference.column,
    reference: { resource: reference.dataset, fields: reference.target },
  }));
  return {
    name: dataset,
    title,
    description,
    order,
    fields: columns.map((column) => tableField(dataset, column)),
    missingValues: [""],
    primaryKey,
    ...(foreignKeys.length === 0 ? {} : { foreignKeys }),
  };
}

function tableField(dataset: DatasetName, column: Column): TableField {
  const { name, type, description, unit, pattern, values, minimum, maximum } = column;
  return {
    name,
    type,
    format: "default",
    description,
    constraints: {
      required: column.nullable !== true,
      ...(column.unique === true ? { unique: true } : {}),
      ...(pattern === undefined ? {} : { pattern }),
      ...(values === undefined ? {} : { enum: values }),
      ...(minimum === undefined ? {} : { minimum }),
      ...(maximum === undefined ? {} : { maximum }),
    },
    ...(unit === undefined ? {} : { unit }),
    rules: ruleCards
      .filter((card) => card.governs.includes(`${dataset}.${name}`))
      .map(({ id, claim }) => ({ id, claim })),
  };
}
