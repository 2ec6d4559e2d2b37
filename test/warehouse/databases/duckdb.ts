// DuckDB in this process, in memory.

import { DuckDBInstance } from "@duckdb/node-api";
import type { Database } from "./database.ts";

export async function openDuckDb(): Promise<Database> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  return {
    async run(script, directory) {
      await connection.run(`SET file_search_path = '${directory}'`);
      const statements = await connection.extractStatements(script);
      const lines: string[] = [];
      for (let index = 0; index < statements.count; index++) {
        const prepared = await statements.prepare(index);
        const reader = await prepared.runAndReadAll();
        // Of statements that select nothing the result is a count of rows.
        if (prepared.statementType === 1) lines.push(...reader.getRows().map((row) => row.join("|")));
      }
      return lines.join("\n");
    },
    async close() {
      connection.closeSync();
      instance.closeSync();
    },
  };
}
