// title: unique titles also across ranges of rows, categories of the genre, and releases before the window.
import { describe, expect, it } from "vitest";
import { title } from "../../../src/checks/rules/title.ts";
import { categories } from "../../../src/rules/title.ts";
import { isoDate, type World } from "../../../src/rules/world.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, claimsOnCounts, namesWith } from "./hand-made.ts";

const world = testWorld({ content: 500 });
/** 60 days before the anchor. */
const windowStart = world.anchorDay - 60;

interface Title {
  readonly name?: string;
  readonly filed?: string;
  readonly released?: string;
}

function rowsOf(titles: readonly Title[]): string[] {
  return titles.map(({ name, filed = "movie,Drama", released = "2020-01-01" }, index) => {
    const [genre, category] = filed.split(",");
    return `T${String(index + 1).padStart(7, "0")},${name ?? `Title ${index}`},${genre},${category},90.0,${released}`;
  });
}

const sized = (content: number): World => ({ ...world, content });

const offendersOf = (name: string, titles: readonly Title[], rowsARange?: number) =>
  claimOf(claimsOn(title, { content: rowsOf(titles) }, sized(titles.length), rowsARange), name).offenders;

describe("the check of title", () => {
  it("names every title that is called like an earlier one, also of another range, by its place in the file", () => {
    const titles = Array.from({ length: 50 }, (_, index) => ({
      name: [7, 30, 49].includes(index) ? "Twice" : `${index}`,
    }));
    const expected = [30, 49].map((row) => ({
      rangeStart: 0,
      row,
      key: `T00000${row + 1}`,
      found: "called like T0000008",
    }));
    expect(offendersOf("unique", titles)).toEqual(expected);
    expect(offendersOf("unique", titles, 10)).toEqual(expected);
  });

  it("takes titles that differ in a letter, its case or a quoted comma for different ones", () => {
    const names = ["The End", "The end", "The End 2", "The Ene", '"The End, So"', '"The End; So"', "End The"];
    expect(
      offendersOf(
        "unique",
        names.map((name) => ({ name })),
      ),
    ).toEqual([]);
  });

  it("names categories of another genre", () => {
    const filed = ["movie,Drama", "movie,Jazz", "music,Jazz", "podcast,Comedy", "music,Comedy", "music,R&B"];
    expect(
      offendersOf(
        "category",
        filed.map((each) => ({ filed: each })),
      ).map(({ found }) => found),
    ).toEqual(["movie in category Jazz", "music in category Comedy"]);
  });

  it("names releases outside of the 7300 days that end where the window begins", () => {
    const released = [windowStart, windowStart + 1, windowStart - 7299, windowStart - 7300].map(isoDate);
    expect(
      offendersOf(
        "release",
        released.map((each) => ({ released: each })),
      ).map(({ key }) => key),
    ).toEqual(["T0000002", "T0000004"]);
  });

  it("passes categories and releases that are all as frequent, and fails those that are not", () => {
    const counts = (byCategory: (cell: number) => number, byRelease: (day: number) => number) => ({
      byCategory: Uint32Array.from({ length: 30 }, (_, cell) => byCategory(cell)),
      byRelease: Uint32Array.from({ length: 7300 }, (_, day) => byRelease(day)),
      hashes: new Uint32Array(2),
      rows: Float64Array.of(7300),
    });
    const judged = (made: ReturnType<typeof counts>) =>
      claimsOnCounts(title, "content", made, world, ["category", "release"]);
    const all = judged(
      counts(
        () => 120,
        () => 1,
      ),
    );
    expect(namesWith("pass", all)).toEqual(all.map(({ name }) => name));
    expect(all.map(({ name }) => name)).toContain("podcast-categories");
    const twoGenres = counts(
      (cell) => (cell < 10 ? 300 - 40 * cell + 180 : cell < 20 ? 120 + 40 * (cell - 10) : 120),
      () => 1,
    );
    expect(namesWith("fail", judged(twoGenres))).toEqual(["movie-categories", "music-categories"]);
    expect(
      namesWith(
        "fail",
        judged(
          counts(
            (cell) => (cell % 10 < 5 ? 180 : 60),
            () => 1,
          ),
        ),
      ),
    ).toContain("categories");
    expect(
      namesWith(
        "fail",
        judged(
          counts(
            () => 120,
            (day) => (day < 3650 ? 2 : 0),
          ),
        ),
      ),
    ).toEqual(["release-mean", "release-days"]);
    expect(
      namesWith(
        "fail",
        judged(
          counts(
            () => 120,
            (day) => (day < 1825 || day >= 5475 ? 2 : 0),
          ),
        ),
      ),
    ).toEqual(["release-days"]);
  });

  it("has ten categories a genre to choose from", () => {
    expect(Object.values(categories).map(({ length }) => length)).toEqual([10, 10, 10]);
  });

  it("fails nothing in a generated world", () => {
    expect(namesWith("fail", claimsOn(title, { content: linesOf(world, "content") }, world, 200))).toEqual([]);
  });
});
