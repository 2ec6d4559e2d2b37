// The text of docs/model.md, made from the rule cards and the dataset contract. Writes nothing.
import { type Column, type DatasetSchema, datasetNames, datasetSchemas, fileName } from "../src/datasets.ts";
import { ruleCards } from "../src/rules/index.ts";
import { modelVersion } from "../src/rules/model-version.ts";
import type { Parameter } from "../src/rules/parameters.ts";
import { code, document, grouped, headingLink, table } from "./markdown.ts";
import { checkSections, verdictsSection } from "./model-checks.ts";
import { introduction, randomness, rulesIntroduction, words } from "./model-prose.ts";
import { namedStreams } from "./model-streams.ts";

type Card = (typeof ruleCards)[number];

/** The whole of docs/model.md. */
export function modelDocument(): string {
  return document(
    "# The model: what the data says",
    `<!-- Written by \`npm run docs\` from src/rules, src/checks, src/datasets.ts and docs/power.json: change those, not this page. -->`,
    introduction(modelVersion),
    words,
    randomness,
    streamTable(),
    "## The five datasets",
    datasetsIntroduction(),
    ...datasetNames.flatMap((name) => datasetSection(datasetSchemas[name])),
    "## The rules at a glance",
    rulesIntroduction,
    ruleIndex(),
    "## How the files are judged",
    verdictsSection(),
    "## The rules one by one",
    ...ruleCards.flatMap(ruleSection),
    "### The contract",
    "What no rule governs and every reader relies on: rows of the schema, keys, order, references, nothing empty, numbers within bounds.",
    ...checkSections("contract"),
  );
}

function streamTable(): string {
  const rows = datasetNames.flatMap((dataset) => {
    const rules = namedStreams().filter((stream) => stream.dataset === dataset);
    return rules.length === 0 ? [] : [[code(dataset), rules.map(({ rule }) => headingLink(rule)).join(", ")]];
  });
  return table(["dataset", "a stream for each of the rules"], rows);
}

function datasetsIntroduction(): string {
  const order = datasetNames.map((name) => headingLink(name)).join(", ");
  return `In execution order: ${order}. Each refers only to those before it. Files are UTF-8 with a header line and LF line ends,
quoted as in RFC 4180 and only where needed; numbers have fixed decimals; an empty field is null.`;
}

function datasetSection(schema: DatasetSchema): string[] {
  const rows = schema.columns.map((column) => [
    code(column.name),
    format(schema, column),
    column.description,
    rulesOf(`${schema.name}.${column.name}`)
      .map((id) => headingLink(id))
      .join(", ") || "none: a key",
  ]);
  return [
    `### ${schema.name}`,
    `${schema.description} File \`${fileName(schema.name)}\`, ordered ${schema.order}.`,
    table(["column", "format", "meaning", "governed by"], rows),
  ];
}

/** Type, shape, bounds and keys of a column, as a phrase. */
function format(schema: DatasetSchema, column: Column): string {
  const reference = schema.references.find((one) => one.column === column.name);
  const shapes: readonly (string | undefined)[] = [
    typeName(column),
    column.values?.map(code).join(" "),
    column.pattern === undefined ? undefined : code(column.pattern.replace(/^\^/, "").replace(/\$$/, "")),
    column.unit,
    bounds(column.minimum, column.maximum),
    column.nullable ? "or empty" : undefined,
    column.name === schema.primaryKey ? "**key**" : undefined,
    column.unique && column.name !== schema.primaryKey ? "unique" : undefined,
    reference === undefined ? undefined : `of ${headingLink(reference.dataset)}`,
  ];
  return shapes.filter((shape) => shape !== undefined && shape !== "").join(", ");
}

function typeName({ type, decimals, values, pattern }: Column): string {
  if (type === "number") return decimals === 1 ? "1 decimal" : `${decimals} decimals`;
  if (type === "date") return code("YYYY-MM-DD");
  if (type === "datetime") return code("YYYY-MM-DDTHH:MM:SSZ");
  if (type === "integer") return "integer";
  return values === undefined && pattern === undefined ? "text" : "";
}

function bounds(minimum: number | undefined, maximum: number | undefined): string | undefined {
  if (minimum !== undefined && maximum !== undefined) return `${minimum} to ${maximum}`;
  return minimum === undefined ? undefined : `from ${minimum}`;
}

function rulesOf(column: string): string[] {
  return ruleCards.filter((card) => card.governs.some((governed) => governed === column)).map((card) => card.id);
}

function ruleIndex(): string {
  const rows = ruleCards.map((card) => [
    headingLink(card.id),
    card.demand ? "**demanded**" : "declared",
    card.governs.map(code).join(", "),
    Object.keys(card.parameters).map(code).join(", ") || "none",
  ]);
  return table(["rule", "kind", "columns it governs", "parameters"], rows);
}

function ruleSection(card: Card): string[] {
  const streams = namedStreams()
    .filter((stream) => stream.rule === card.id)
    .map((stream) => code(`${stream.dataset} / ${stream.rule}`));
  const facts = [
    `*${card.demand ? "Demanded" : "Declared"}.* Governs ${card.governs.map(code).join(", ")}.`,
    streams.length === 0 ? "Draws nothing." : `Draws from ${streams.join(" and ")}.`,
  ];
  const parameters = Object.entries(card.parameters);
  return [
    `### ${card.id}`,
    card.claim,
    facts.join(" "),
    parameters.length === 0 ? "No parameters." : parameterTable(parameters),
    `> ${card.note}`,
    ...checkSections(card.id),
  ];
}

function parameterTable(parameters: readonly (readonly [string, Parameter])[]): string {
  const rows = parameters.map(([name, parameter]) => [
    code(name),
    defaultText(parameter),
    parameter.unit,
    `${grouped(parameter.minimum)} to ${grouped(parameter.maximum)}${parameter.integer ? ", whole" : ""}`,
    parameter.meaning,
    parameter.source,
  ]);
  return table(["parameter", "default", "unit", "bounds", "meaning", "source"], rows);
}

function defaultText(parameter: Parameter): string {
  if (parameter.kind === "number") return code(String(parameter.default));
  return Object.entries(parameter.default)
    .map(([key, value]) => `${key} ${code(Array.isArray(value) ? value.join(" ") : String(value))}`)
    .join("<br>");
}
