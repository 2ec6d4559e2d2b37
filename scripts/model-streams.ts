// The named random streams, read off the generators' calls: the document cannot name one that is not drawn from.
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type DatasetName, datasetNames } from "../src/datasets.ts";

export interface NamedStream {
  readonly dataset: DatasetName;
  readonly rule: string;
}

const generators = path.resolve(import.meta.dirname, "../src/generators");

/** Every `ruleStream(world, dataset, rule)` of src/generators, in execution order, once each. */
export function namedStreams(): NamedStream[] {
  const source = readdirSync(generators)
    .filter((file) => file.endsWith(".ts"))
    .map((file) => readFileSync(path.join(generators, file), "utf8"))
    .join("\n");
  const calls = [...source.matchAll(/\bruleStream\(\s*world,\s*"(\w+)",\s*"([\w-]+)",?\s*\)/g)];
  return datasetNames.flatMap((dataset) => {
    const rules = calls.filter((call) => call[1] === dataset).map((call) => call[2] ?? "");
    return [...new Set(rules)].sort().map((rule) => ({ dataset, rule }));
  });
}
