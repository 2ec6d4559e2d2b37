// Where pages lie in a file.

import fc from "fast-check";
import { expect, test } from "vitest";
import { headerLine } from "../../src/datasets.ts";
import { pageSpan } from "../../src/http/page.ts";
import type { DatasetEntry, PartitionEntry } from "../../src/storage/manifest.ts";

const header = `${headerLine("plans")}\n`;

/** A file of numbered rows of growing length, cut into partitions of the given numbers of rows. */
function fileOf(sizes: readonly number[]): { text: string; entry: DatasetEntry } {
  let text = header;
  let row = 0;
  const partitions: PartitionEntry[] = sizes.map((rows, index) => {
    const offset = index === 0 ? 0 : text.length;
    for (let end = row + rows; row < end; row++) text += `${"x".repeat(row % 5)}${row}\n`;
    return { partition: `${index}`, offset, bytes: text.length - offset, rows, sha256: "" };
  });
  const entry = { name: "plans", file: "", rows: row, bytes: text.length, partitions } as unknown as DatasetEntry;
  return { text, entry };
}

const pages = fc.record({
  sizes: fc.array(fc.nat(6), { minLength: 1, maxLength: 6 }),
  offset: fc.nat(30),
  limit: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
});

test("pageSpan() holds exactly the page after its skipped lines, whatever the partitions", () => {
  fc.assert(
    fc.property(pages, ({ sizes, offset, limit }) => {
      const { text, entry } = fileOf(sizes);
      const span = pageSpan(entry, { offset, limit });
      const lines = text.slice(span.start, span.end).split("\n").slice(0, -1);
      const expected = text
        .split("\n")
        .slice(1, -1)
        .slice(offset, limit === undefined ? undefined : offset + limit);
      expect(lines.slice(span.skip, span.skip + span.rows)).toEqual(expected);
    }),
    { seed: 1 },
  );
});

test("pageSpan() begins at the partition that holds the first row and ends with the one that holds the last", () => {
  const { entry } = fileOf([3, 3, 3]);
  const [, second] = entry.partitions;
  expect(pageSpan(entry, { offset: 4, limit: 2 })).toEqual({
    start: second!.offset,
    end: second!.offset + second!.bytes,
    skip: 1,
    rows: 2,
  });
});
