// Patterns as SQL: SQLite's GLOB conditions agree with the regular expressions they come from.

import fc from "fast-check";
import { expect, test } from "vitest";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import { keptForever, openDatabase } from "../../src/storage/sqlite.ts";
import { patternCondition } from "../../src/warehouse/pattern-condition.ts";

const memory = openDatabase(":memory:");
const prepared = (sql: string) => keptForever(memory.prepare(sql));
const declared = datasetNames.flatMap((name) => datasetSchemas[name].columns.map(({ pattern }) => pattern));
const patterns = [...new Set(declared.filter((pattern) => pattern !== undefined))];

/** What SQLite answers for each text. */
function matches(pattern: string, texts: readonly string[]): boolean[] {
  const condition = patternCondition(pattern, "value", "sqlite");
  const rows = prepared(`SELECT ${condition} AS fits FROM json_each(?)`).pluck().all(JSON.stringify(texts));
  return rows.map((fits) => fits === 1);
}

/** Texts that match, and texts one edit away from one. */
function near(pattern: string): fc.Arbitrary<string> {
  const edit = fc.tuple(
    fc.nat(40),
    fc.nat(1),
    fc.constantFrom("", "0", "9", "-", "a", "Z", ".", "@", "é", "\n", "*", "[", "٣"),
  );
  return fc.tuple(fc.stringMatching(new RegExp(pattern), { maxLength: 40 }), fc.option(edit)).map(([text, change]) => {
    if (change === null) return text;
    const [place, width, put] = change;
    const at = place % (text.length + 1);
    return text.slice(0, at) + put + text.slice(at + width);
  });
}

test.each([...patterns, "^a[b-d]+e$", "^\\*\\?\\[\\.x+(yy|z)$"])(
  "SQLite's condition for %s is the pattern's",
  (pattern) => {
    fc.assert(
      fc.property(fc.array(near(pattern), { minLength: 20, maxLength: 20 }), (texts) => {
        expect(matches(pattern, texts)).toEqual(texts.map((text) => new RegExp(pattern).test(text)));
      }),
      { numRuns: 50 },
    );
  },
);

test("SQLite's condition of a null is null, which a CHECK lets pass", () => {
  for (const pattern of patterns) {
    expect(
      prepared(`SELECT ${patternCondition(pattern, "NULL", "sqlite")}`)
        .pluck()
        .get(),
    ).toBeNull();
  }
});

test.each(["a", "^a|b$", "^a+b+$", "^(a|b)+$", "^a?$", "^\\w$"])(
  "the pattern %s, which GLOB cannot say, is refused",
  (pattern) => {
    expect(() => patternCondition(pattern, "value", "sqlite")).toThrow(RangeError);
  },
);
