// Stands for src/entry-point.ts in all tests: threads and processes begin in dist/, which vitest builds before. Through tsx each
// would begin a second or two later, a thousand times in a run of all tests. What is tested from source starts tsx itself.

import { entryPoint as sourceEntryPoint } from "../src/entry-point.ts";

export { optionsOfNode } from "../src/entry-point.ts";

export function entryPoint(name: string, module: string): URL {
  const { href } = sourceEntryPoint(name, module);
  return new URL(href.replace(/\/src\/(.*)\.ts$/, "/dist/$1.js"));
}
