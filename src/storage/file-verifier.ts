// Whether a file still is what its manifest says: size and SHA-256 of every byte, read in the background. A file that has
// not changed since (inode, size, time of modification) is not read again.

import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { RecentlyUsed } from "./recently-used.ts";
import { systemErrorCode } from "./storage-error.ts";

export interface ExpectedBytes {
  readonly bytes: number;
  /** In hex. */
  readonly sha256: string;
}

const readBytes = 1 << 20;
/** Enough for every file of every run that is kept. */
const mostRemembered = 10_000;

export class FileVerifier {
  readonly #digests = new RecentlyUsed<string>(mostRemembered);

  /** True when the file exists and holds exactly the expected bytes. Throws what the system throws for other reasons. */
  async verify(file: string, expected: ExpectedBytes): Promise<boolean> {
    const stamp = await stampOf(file);
    if (stamp === undefined || stamp.bytes !== expected.bytes) return false;
    const known = this.#digests.get(stamp.key);
    if (known !== undefined) return known === expected.sha256;
    const digest = await digestOf(file);
    this.#digests.set(stamp.key, digest);
    return digest === expected.sha256;
  }

  /** Takes a digest over that was computed while the file was written. */
  async trust(file: string, { bytes, sha256 }: ExpectedBytes): Promise<void> {
    const stamp = await stampOf(file);
    if (stamp?.bytes === bytes) this.#digests.set(stamp.key, sha256);
  }
}

async function stampOf(file: string): Promise<{ key: string; bytes: number } | undefined> {
  try {
    const { dev, ino, size, mtimeNs } = await stat(file, { bigint: true });
    return { key: `${dev}:${ino}:${size}:${mtimeNs}`, bytes: Number(size) };
  } catch (error) {
    if (["ENOENT", "ENOTDIR"].includes(systemErrorCode(error) ?? "")) return undefined;
    throw error;
  }
}

/** SHA-256 of a file in hex, a megabyte a turn of the event loop. */
async function digestOf(file: string): Promise<string> {
  const hash = createHash("sha256");
  const handle = await open(file, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    for (;;) {
      const { bytesRead } = await handle.read(buffer, 0, readBytes, null);
      if (bytesRead === 0) return hash.digest("hex");
      hash.update(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}
