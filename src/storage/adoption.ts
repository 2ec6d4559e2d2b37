// Takes a file of one run over into another one, without a copy where the file system can.

import { statSync } from "node:fs";
import { copyFile, link } from "node:fs/promises";
import { systemErrorCode } from "./storage-error.ts";
import { syncFile } from "./syncing.ts";

/** Hard-links a file that has so many bytes; false, with nothing done, when it has not. */
export async function adoptFile(source: string, bytes: number, target: string): Promise<boolean> {
  if (statSync(source, { throwIfNoEntry: false })?.size !== bytes) return false;
  try {
    await link(source, target);
  } catch (error) {
    // File systems without hard links, or a file that has as many as it can.
    if (!["EPERM", "ENOTSUP", "ENOSYS", "EMLINK", "EXDEV"].includes(systemErrorCode(error) ?? "")) throw error;
    await copyFile(source, target);
    await syncFile(target);
  }
  return true;
}
