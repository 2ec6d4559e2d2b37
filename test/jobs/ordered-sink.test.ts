// The sink of a partition on real files: whatever the interleaving, the file is the partitions one after another.

import { createHash } from "node:crypto";
import { closeSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { awaitStart, newFileOrder, publishEnd, startOf } from "../../src/jobs/file-order.ts";
import { counted, newJobSignals, orderStop } from "../../src/jobs/job-signals.ts";
import { ChunkReserve, OrderedSink } from "../../src/jobs/ordered-sink.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";

function newSinks(count: number, heldChunks = 64) {
  const place = path.join(temporaryDirectory(), "file.csv");
  const file = openSync(place, "w+");
  onTestFinished(() => closeSync(file));
  const [order, signals, reserve] = [newFileOrder(count), newJobSignals(), new ChunkReserve()];
  const sinks = Array.from(
    { length: count },
    (_, index) => new OrderedSink({ dataset: "content", file, order, index, heldChunks, signals }, reserve),
  );
  return { sinks, order, signals, text: () => readFileSync(place, "latin1") };
}

function put(sink: OrderedSink, text: string): void {
  sink.take(Buffer.from(sink.first().bytes.buffer).write(text, "latin1"));
}

function sha256(text: string): string {
  return createHash("sha256").update(text, "latin1").digest("hex");
}

test("take() holds chunks until the partition before has ended, then writes them at their place", () => {
  const { sinks, order, signals, text } = newSinks(2);
  const [first, second] = sinks as [OrderedSink, OrderedSink];
  put(second, "cd");
  put(first, "a");
  expect(text()).toBe("a");
  expect(startOf(order, 1)).toBeUndefined();
  put(first, "b");
  expect(first.finish()).toEqual({ offset: 0, bytes: 2, sha256: sha256("ab") });
  expect(startOf(order, 1)).toBe(2);
  put(second, "e");
  expect(text()).toBe("abcde");
  expect(second.finish()).toEqual({ offset: 2, bytes: 3, sha256: sha256("cde") });
  expect(counted(signals, "content", "written")).toBe(5);
});

test("any interleaving of partitions gives the same file, offsets and digests", () => {
  const texts = fc.array(fc.array(fc.stringMatching(/^[a-z]{0,5}$/), { maxLength: 5 }), { minLength: 1, maxLength: 5 });
  fc.assert(
    fc.property(texts, fc.infiniteStream(fc.nat()), (partitions, choices) => {
      const { sinks, text } = newSinks(partitions.length);
      const left = partitions.map((chunks) => [...chunks]);
      while (left.some((chunks) => chunks.length > 0)) {
        const open = left.flatMap((chunks, index) => (chunks.length > 0 ? [index] : []));
        const index = open[(choices.next().value as number) % open.length] as number;
        put(sinks[index] as OrderedSink, left[index]?.shift() as string);
      }
      const whole = partitions.map((chunks) => chunks.join(""));
      const written = sinks.map((sink) => sink.finish());
      expect(text()).toBe(whole.join(""));
      for (const [index, { offset, bytes, sha256: digest }] of written.entries()) {
        expect([offset, bytes]).toEqual([whole.slice(0, index).join("").length, whole[index]?.length]);
        expect(digest).toBe(sha256(whole[index] as string));
      }
    }),
    { seed: 20_260_101, numRuns: 60 },
  );
});

test("chunks are taken from the reserve again, so that memory does not grow with the bytes", () => {
  const { sinks } = newSinks(1);
  const [sink] = sinks as [OrderedSink];
  const chunks = new Set<Uint8Array>();
  for (let turn = 0; turn < 100; turn++) {
    chunks.add(sink.first().bytes);
    put(sink, "x");
  }
  expect(chunks.size).toBe(1);
});

test("release() gives back each chunk once, also after a failure, so that two partitions never share one", () => {
  const { order, signals } = newSinks(2);
  const reserve = new ChunkReserve();
  const broken = new OrderedSink({ dataset: "content", file: -1, order, index: 0, heldChunks: 4, signals }, reserve);
  expect(() => put(broken, "x")).toThrow();
  broken.release();
  const taken = [reserve.take(), reserve.take(), reserve.take()];
  expect(new Set(taken).size).toBe(3);
});

test("a stop ends take(), a full sink that waits for its predecessor, and finish()", () => {
  const { sinks, order, signals } = newSinks(3, 2);
  const [first, second, third] = sinks as [OrderedSink, OrderedSink, OrderedSink];
  put(second, "a");
  orderStop(signals);
  expect(() => put(first, "a")).toThrow("told to stop");
  expect(() => second.finish()).toThrow("told to stop");
  expect(() => third.finish()).toThrow("told to stop");
  expect(() => awaitStart(order, 2, signals)).toThrow("told to stop");
});

test("awaitStart() gives the end of the partition before, above 2^32 too", () => {
  const [order, signals] = [newFileOrder(2), newJobSignals()];
  expect(awaitStart(order, 0, signals)).toBe(0);
  publishEnd(order, 0, 2 ** 40 + 3);
  expect(awaitStart(order, 1, signals)).toBe(2 ** 40 + 3);
});
