// A service's process with a query that never ends, for a test to kill: it says so once the query has been sent.

import { WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { endlessSql } from "./small-warehouse.ts";

const [, , file = ""] = process.argv;
const queries = new WarehouseQueries({ file, client: { seconds: 600, rows: 1, memoryMegabytes: 256 } });
const { signal } = new AbortController();
await queries.select("SELECT 1", [], signal);
void queries.select(endlessSql, [], signal);
console.log("asked");
