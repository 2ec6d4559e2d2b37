// The content file at scale: unique titles, exact quotas, and the catalogue that sessions choose from.
import { parse } from "csv-parse/sync";
import { describe, expect, it } from "vitest";
import { genres, headerLine } from "../../src/datasets.ts";
import { catalogue } from "../../src/generators/content.ts";
import { categories } from "../../src/rules/title.ts";
import { bytesOf, testWorld } from "../worlds.ts";

const world = testWorld({ content: 100_000 });
const rows = parse<Record<string, string>>(`${headerLine("content")}\n${bytesOf(world, "content").toString("utf8")}`, {
  columns: true,
});

describe("the content file of 100,000 titles", () => {
  it("has unique titles, numbered from the second of a name on", () => {
    const titles = rows.map((row) => row["title"]!);
    expect(new Set(titles).size).toBe(100_000);
    const numbered = titles.filter((title) => /\d/.test(title));
    expect(numbered.length).toBeGreaterThan(100);
    expect(numbered.filter((title) => !/^\D+ ([2-9]|1\d)$/.test(title))).toEqual([]);
    const known = new Set(titles);
    const withoutFirst = numbered.filter((title) => !known.has(title.replace(/ \d+$/, "")));
    expect(withoutFirst).toEqual([]);
  });

  it("has no text that a spreadsheet would run and none with a control character", () => {
    const texts = rows.flatMap((row) => [row["title"]!, row["category"]!]);
    expect(texts.filter((text) => /^[=+\-@]|\p{Cc}/u.test(text))).toEqual([]);
  });

  it("has 50,000 movies, 30,000 songs and 20,000 podcasts, filed under their genre's categories", () => {
    const counts = genres.map((genre) => rows.filter((row) => row["genre"] === genre).length);
    expect(counts).toEqual([50_000, 30_000, 20_000]);
    const strays = rows.filter(
      (row) => !genres.some((g) => g === row["genre"] && categories[g].includes(row["category"]!)),
    );
    expect(strays).toEqual([]);
  });
});

describe("catalogue()", () => {
  it("holds the file's genres and lengths, title by title", () => {
    const { genre, tenths } = catalogue(world);
    const wrong = rows.filter(
      (row, index) =>
        row["genre"] !== genres[genre[index]!] || row["duration_minutes"] !== (tenths[index]! / 10).toFixed(1),
    );
    expect(wrong).toEqual([]);
    expect(genre).toHaveLength(100_000);
  });
});
