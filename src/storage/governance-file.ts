// Reading and writing of a run's verdicts, which lie beside its report.

import path from "node:path";
import type { Governance } from "../checks/schemas.ts";
import { CodedError } from "../errors.ts";
import { governanceFile, readText, writeDurably } from "./manifest-file.ts";

/** The verdicts in a run directory; undefined when it has none. Throws CodedError run-damaged when they are not JSON. */
export function readGovernance(directory: string): Governance | undefined {
  const text = readText(path.join(directory, governanceFile));
  if (text === undefined) return undefined;
  try {
    // Only `writeGovernance` writes it, so that what is read has the shape.
    return JSON.parse(text) as Governance;
  } catch (cause) {
    throw new CodedError("run-damaged", `The verdicts of ${path.basename(directory)} are not JSON.`, { cause });
  }
}

/** Durably; throws what the system throws. */
export async function writeGovernance(directory: string, governance: Governance): Promise<void> {
  await writeDurably(path.join(directory, governanceFile), `${JSON.stringify(governance)}\n`);
}
