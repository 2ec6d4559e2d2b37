// Lines by line feeds, also in files longer than what is read at a time.

import { writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { lineFeedsIn } from "../../src/storage/file-lines.ts";
import { temporaryDirectory } from "./temporary-directory.ts";

test("lineFeedsIn() counts the line feeds of a file, or of its first bytes", () => {
  const file = path.join(temporaryDirectory(), "lines.csv");
  const line = `${"x".repeat(99)}\n`;
  writeFileSync(file, line.repeat(30_000));
  expect(lineFeedsIn(file)).toBe(30_000);
  expect([0, 99, 100, 250, 2_000_050, 9_000_000].map((end) => lineFeedsIn(file, end))).toEqual([
    0, 0, 1, 2, 20_000, 30_000,
  ]);
  writeFileSync(file, "a\nb");
  expect(lineFeedsIn(file)).toBe(1);
  writeFileSync(file, "");
  expect(lineFeedsIn(file)).toBe(0);
});
