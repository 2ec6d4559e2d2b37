import { faker as fakerUs } from "@faker-js/faker/locale/en_US";
import { describe, expect, it } from "vitest";
import { genres } from "../../src/datasets.ts";
import { baseTitle, categories, releaseDay, title, titleCategory } from "../../src/rules/title.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { drawn, testKey } from "./draws.ts";

const key = testKey("title");
const anchor = 20_454;

describe("baseTitle()", () => {
  it.each(genres)(
    "of %s is text that begins with a letter and holds no digit a numeral could be taken for",
    (genre) => {
      const titles = drawn(100_000, (head, tail) => baseTitle(key, genre, head, tail));
      expect(titles.filter((text) => !/^[A-Z][A-Za-z' ,:()-]*$/.test(text))).toEqual([]);
    },
  );

  it("takes its words from faker's lists of locale en_US", () => {
    const { adjective, noun } = fakerUs.definitions.word;
    const known = new Set([...adjective, ...noun].map((word) => word.toLowerCase()));
    const words = drawn(2000, (head, tail) => /^Return to (\S+) (\S+)$/.exec(baseTitle(key, "movie", head, tail)));
    const found = words.flatMap((match) => (match === null ? [] : [match[1]!, match[2]!]));
    expect(found.length).toBeGreaterThan(500);
    expect(found.filter((word) => !known.has(word.toLowerCase()))).toEqual([]);
  });

  it.each(genres)("of %s uses its four templates alike", (genre) => {
    const shapes = {
      movie: [/^The /, /^\S+ of the /, / Too /, /^Return to /],
      music: [/^My /, / \(Stay /, /, So /],
      podcast: [/ Podcast$/, / Weekly$/, / Conversations$/, /^Inside the /],
    }[genre];
    const used = drawn(40_000, (head, tail) => {
      const text = baseTitle(key, genre, head, tail);
      const shape = shapes.findIndex((pattern) => pattern.test(text));
      return shape < 0 ? 3 : shape;
    });
    expectCounts(tally(used, upTo(4)), [1, 1, 1, 1], `templates of ${genre}`);
  });
});

describe("titleCategory()", () => {
  it.each(genres)("draws each of the ten kinds of %s alike", (genre) => {
    expect(new Set(categories[genre]).size).toBe(10);
    const filed = drawn(50_000, (head, tail) => titleCategory(key, genre, head, tail));
    expectCounts(tally(filed, upTo(10)), new Array<number>(10).fill(1), `categories of ${genre}`);
  });
});

describe("releaseDay()", () => {
  it("is uniform over the 7,300 days up to the window's first, so that nothing is watched before its release", () => {
    const ages = drawn(365_000, (head, tail) => anchor - 60 - releaseDay(key, anchor, head, tail));
    expectCounts(tally(ages, upTo(7300)), new Array<number>(7300).fill(1), "days between release and window");
  });
});

describe("title", () => {
  it("has no parameters", () => {
    expect(title.parameters).toEqual({});
  });
});
