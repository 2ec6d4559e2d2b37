// What tells one warehouse file from the next at the same path. Opens nothing.

import { type BigIntStats, statSync } from "node:fs";
import { stat } from "node:fs/promises";

/** Undefined when there is no file. */
export function warehouseVersion(file: string): string | undefined {
  const found = statSync(file, { bigint: true, throwIfNoEntry: false });
  return found === undefined ? undefined : versionOf(found);
}

/** The same, for who must not wait for a disk. */
export async function findWarehouseVersion(file: string): Promise<string | undefined> {
  return stat(file, { bigint: true }).then(versionOf, () => undefined);
}

/** A file that is renamed into place has an inode of its own, which a later one may have again: so the time counts, too. */
function versionOf({ ino, mtimeNs }: Pick<BigIntStats, "ino" | "mtimeNs">): string {
  return `${ino.toString(16)}-${mtimeNs.toString(16)}`;
}
