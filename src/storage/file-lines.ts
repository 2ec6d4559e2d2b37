// Counts the lines of a file by its line feeds, a megabyte at a time. Knows nothing of CSV: a quoted line feed counts, too.

import { closeSync, openSync, readSync } from "node:fs";

const readBytes = 1 << 20;
const lineFeed = 10;

/** Line feeds in the first `end` bytes of a file, or in all of it. Throws what the system throws. */
export function lineFeedsIn(path: string, end = Number.POSITIVE_INFINITY): number {
  const file = openSync(path, "r");
  try {
    const buffer = Buffer.allocUnsafeSlow(readBytes);
    let [found, position] = [0, 0];
    while (position < end) {
      const length = readSync(file, buffer, 0, Math.min(readBytes, end - position), position);
      if (length === 0) break;
      found += lineFeedsOf(buffer.subarray(0, length));
      position += length;
    }
    return found;
  } finally {
    closeSync(file);
  }
}

function lineFeedsOf(bytes: Buffer): number {
  let found = 0;
  for (let at = bytes.indexOf(lineFeed); at >= 0; at = bytes.indexOf(lineFeed, at + 1)) found++;
  return found;
}
