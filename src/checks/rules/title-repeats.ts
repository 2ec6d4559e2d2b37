// Finds titles that are called the same by the hashes of their texts. Part of the check of the rule title; reads no file.

import { titleKey } from "../keys.ts";
import { type Offenders, offend } from "../observation.ts";

/**
 * Titles whose hash an earlier title has; `hashes` holds two words a title by its number, both 0 for a title that was not
 * seen. The row is the title's number - 1 of the whole file, as it is where titles are numbered in order.
 */
export function repeatedTitles(hashes: Uint32Array | Float64Array): Offenders {
  const repeated: Offenders = { count: 0, first: [] };
  const twice = hashesSeenTwice(hashes);
  if (twice.size === 0) return repeated;
  const firstOf = new Map<bigint, number>();
  for (let number = 1; 2 * number < hashes.length; number++) {
    const hash = hashOf(hashes, number);
    if (!twice.has(hash)) continue;
    const first = firstOf.get(hash);
    if (first === undefined) firstOf.set(hash, number);
    else {
      const found = `called like ${titleKey(first)}`;
      offend(repeated, 0, number - 1, () => ({ key: titleKey(number), found }));
    }
  }
  return repeated;
}

function hashOf(hashes: Uint32Array | Float64Array, number: number): bigint {
  return (BigInt(hashes[2 * number + 1]!) << 32n) | BigInt(hashes[2 * number]!);
}

function hashesSeenTwice(hashes: Uint32Array | Float64Array): Set<bigint> {
  // Sorted as numbers of 64 bits, equal ones lie side by side; words of the same memory, whatever the byte order.
  const sorted = new BigUint64Array(Uint32Array.from(hashes).buffer).sort();
  const littleEndian = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;
  const twice = new Set<bigint>();
  for (let index = 1; index < sorted.length; index++) {
    const hash = sorted[index]!;
    if (hash === 0n || hash !== sorted[index - 1]) continue;
    twice.add(littleEndian ? hash : BigInt.asUintN(64, hash << 32n) | (hash >> 32n));
  }
  return twice;
}
