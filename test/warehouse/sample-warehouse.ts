// A generated world with its warehouse, and the processes that answer from it: made once a test file, gone after it.

import path from "node:path";
import { loadWarehouse } from "../../src/warehouse/load.ts";
import { type ClientLimits, WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { openSampleRuns, type SampleRuns } from "../reports/html/sample-run.ts";

export const asOf = "2026-01-01";

export interface SampleWarehouse {
  readonly runs: SampleRuns;
  /** Where the CSV files lie. */
  readonly files: string;
  readonly file: string;
  readonly job: string;
  readonly queries: WarehouseQueries;
  close(): Promise<void>;
}

export async function openSampleWarehouse(client?: ClientLimits): Promise<SampleWarehouse> {
  const runs = await openSampleRuns();
  const { directory, manifest } = await runs.run({ asOf, customers: 600, content: 40 });
  const file = path.join(runs.dataDir, "warehouse.sqlite");
  await loadWarehouse({ from: directory, target: file });
  const queries = new WarehouseQueries({ file, client });
  return {
    runs,
    files: directory,
    file,
    job: manifest.job,
    queries,
    async close() {
      await queries.close();
      await runs.close();
    },
  };
}
