// Runs the validation tests on a warehouse as it lies on the disk now, beside a service that may be at work on the same directory.

import { existsSync } from "node:fs";
import path from "node:path";
import type { Config } from "../config.ts";
import { CodedError } from "../errors.ts";
import { keepTemporaryFilesIn, openDatabase } from "../storage/sqlite.ts";
import { withStorageErrors } from "../storage/storage-error.ts";
import { writeValidation } from "../warehouse/validation/results.ts";
import { recordedResults } from "../warehouse/validation/tests.ts";
import { validateWarehouse } from "../warehouse/validation/validate.ts";
import { exitCodes } from "./failures.ts";
import type { Surroundings } from "./surroundings.ts";
import type { ValidateCommand } from "./validate-options.ts";
import { validationTable } from "./validation-table.ts";

/** Prints the results; the exit code. Throws CodedError not-ingested, storage-failed. */
export async function runValidate(
  { db, record, json }: ValidateCommand,
  { dataDir }: Config,
  { environment, stdout }: Pick<Surroundings, "environment" | "stdout">,
): Promise<number> {
  const file = path.resolve(db ?? path.join(dataDir, "warehouse.sqlite"));
  if (!existsSync(file)) throw new CodedError("not-ingested", `There is no ${file}.`);
  keepTemporaryFilesIn(path.dirname(file), environment);
  const validation = withStorageErrors(`read ${file}`, () => {
    const database = openDatabase(file, { readonly: true });
    try {
      return validateWarehouse(database, new Date());
    } finally {
      database.close();
    }
  });
  if (record) await writeValidation(recordedResults, validation);
  stdout.write(json ? `${JSON.stringify(validation)}\n` : validationTable(validation));
  return validation.counts.fail > 0 ? exitCodes.failedCheck : exitCodes.done;
}
