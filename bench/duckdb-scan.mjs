// Contestant: DuckDB reads usage_logs.csv into typed columns and groups by day and device, looking at every column, on so many
// threads. usage: duckdb-scan.mjs FILE --threads N
import { statSync } from "node:fs";
import { parseArgs } from "node:util";
import { DuckDBInstance } from "@duckdb/node-api";
import { datasetSchemas } from "../dist/datasets.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { threads: { type: "string", default: "1" } },
});
const [file] = positionals;
const typeOf = { string: "VARCHAR", integer: "BIGINT", number: "DOUBLE", date: "DATE", datetime: "TIMESTAMP" };
const columns = datasetSchemas.usage_logs.columns;
const types = columns.map(({ name, type }) => `'${name}': '${typeOf[type]}'`).join(", ");
const measures = columns.map(({ name, type }) => `${type === "number" ? "avg" : "min"}("${name}") AS "${name}"`);

const instance = await DuckDBInstance.create(":memory:");
const connection = await instance.connect();
await connection.run(`SET threads = ${Number(values.threads)}`);
const start = performance.now();
const reader = await connection.runAndReadAll(
  `SELECT CAST(started_at AS DATE) AS day, device AS watched_on, count(*) AS sessions, ${measures.join(", ")}
   FROM read_csv('${file}', header = true, auto_detect = false, columns = {${types}})
   GROUP BY day, watched_on`,
);
const seconds = (performance.now() - start) / 1000;
const place = reader.columnNames().indexOf("sessions");
const rows = reader.getRows().reduce((sum, row) => sum + Number(row[place]), 0);
console.log(JSON.stringify({ rows, bytes: statSync(file).size, seconds, groups: reader.currentRowCount }));
connection.closeSync();
instance.closeSync();
