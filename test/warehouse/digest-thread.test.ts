// Digests of a thread of its own: the same as of one call, whatever the sizes in which bytes come.

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { DigestThread } from "../../src/warehouse/digest-thread.ts";

const sha256Of = (...parts: readonly Uint8Array[]): string =>
  createHash("sha256").update(Buffer.concat(parts)).digest("hex");

function opened(): DigestThread {
  const digests = new DigestThread();
  onTestFinished(() => digests.close());
  return digests;
}

test("DigestThread gives the SHA-256 of what it has taken, in pieces of any size, one after the other", () => {
  const digests = opened();
  fc.assert(
    fc.property(fc.array(fc.uint8Array({ maxLength: 3000 }), { maxLength: 40 }), (parts) => {
      for (const part of parts) digests.take(part);
      expect(digests.digest()).toBe(sha256Of(...parts));
    }),
    { seed: 6, numRuns: 100 },
  );
});

test("DigestThread takes pieces larger than its slots, and more than its memory holds, while the memory they came in is used again", () => {
  const digests = opened();
  const memory = Buffer.alloc(3_000_001);
  const whole = createHash("sha256");
  for (let round = 0; round < 10; round++) {
    memory.fill(round + 1);
    digests.take(memory);
    whole.update(memory);
  }
  expect(digests.digest()).toBe(whole.digest("hex"));
  expect(digests.digest()).toBe(sha256Of());
});
