// Runs part of a test as somebody who may read a directory and not write in it: permissions do not bind root.

import { chmodSync } from "node:fs";

const nobody = 65_534;

/** Awaits `work` while this user may not write in `directory`. */
export async function withoutWriteAccess<T>(directory: string, work: () => Promise<T>): Promise<T> {
  if (process.geteuid?.() === 0) {
    chmodSync(directory, 0o755);
    process.seteuid?.(nobody);
    try {
      return await work();
    } finally {
      process.seteuid?.(0);
    }
  }
  chmodSync(directory, 0o555);
  try {
    return await work();
  } finally {
    chmodSync(directory, 0o755);
  }
}
