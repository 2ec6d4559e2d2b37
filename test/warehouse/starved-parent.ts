// A service's process that has run out of descriptors, for a test of what becomes of questions and loads then.

import { closeSync, openSync } from "node:fs";
import { CodedError } from "../../src/errors.ts";
import { LoadProcess } from "../../src/warehouse/load-process.ts";
import { QueryPool } from "../../src/warehouse/queries/query-pool.ts";

const [, , file = ""] = process.argv;

function takeAllDescriptors(): number[] {
  const taken: number[] = [];
  try {
    for (;;) taken.push(openSync("/dev/null", "r"));
  } catch {
    return taken;
  }
}

const codeOf = (error: unknown): string => (error instanceof CodedError ? error.code : String(error));
const pool = new QueryPool({ file, processes: 2, waiting: 4, seconds: 60, memoryMegabytes: 256 });
const ask = () =>
  pool
    .ask({ statements: [{ sql: "SELECT 1" }], from: "service" }, new AbortController().signal)
    .then(({ tables }) => `answered ${JSON.stringify(tables[0]?.rows)}`, codeOf);
const load = new LoadProcess({ target: `${file}.new`, from: ".", source: "nowhere" });

const taken = takeAllDescriptors();
const refused = await ask();
const notLoaded = await load.build().then(() => "built", codeOf);
for (const descriptor of taken) closeSync(descriptor);
const answered = await ask();
await pool.close();
for (const line of [refused, answered, notLoaded]) console.log(line);
