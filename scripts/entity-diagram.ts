// The entity-relationship diagram of README.md, in Mermaid, made from datasets.ts: every column, key and reference.

import { type Column, type DatasetSchema, datasetNames, datasetSchemas } from "../src/datasets.ts";

const begins = "<!-- npm run docs writes this diagram from src/datasets.ts -->\n";
const ends = "<!-- end of the diagram -->\n";

/** The document with its diagram written anew. Throws RangeError when it marks no place for one. */
export function withEntityDiagram(document: string): string {
  const start = document.indexOf(begins);
  const end = document.indexOf(ends, start);
  if (start < 0 || end < 0) throw new RangeError("the document marks no place for the diagram");
  return document.slice(0, start + begins.length) + entityDiagram() + document.slice(end);
}

/** A fenced Mermaid block. */
function entityDiagram(): string {
  const schemas = datasetNames.map((name) => datasetSchemas[name]);
  const lines = ["```mermaid", "erDiagram", ...schemas.flatMap(relations), ...schemas.flatMap(entity), "```", ""];
  return lines.join("\n");
}

/** Each row refers to exactly one, and is one of any number: no column of a reference may be empty. */
function relations({ name, references }: DatasetSchema): string[] {
  return references.map(({ column, dataset }) => `    ${dataset} ||--o{ ${name} : "${column}"`);
}

function entity(schema: DatasetSchema): string[] {
  return [`    ${schema.name} {`, ...schema.columns.map((column) => `        ${attribute(schema, column)}`), "    }"];
}

function attribute({ primaryKey, references }: DatasetSchema, column: Column): string {
  const { name, type, unique } = column;
  const keys = [
    primaryKey === name ? ["PK"] : unique === true ? ["UK"] : [],
    references.some((reference) => reference.column === name) ? ["FK"] : [],
  ].flat();
  const remark = remarkOn(column);
  return [
    type === "number" ? "decimal" : type,
    name,
    ...(keys.length === 0 ? [] : [keys.join(", ")]),
    ...(remark === "" ? [] : [`"${remark}"`]),
  ].join(" ");
}

/** The values, the unit, and whether a field may be empty. */
function remarkOn({ values = [], unit, nullable }: Column): string {
  const parts = [values.join(", "), unit ?? "", nullable === true ? "may be empty" : ""];
  return parts.filter((part) => part !== "").join("; ");
}
