// Mutants of what content.csv says.
import { type Genre, genres } from "../../../src/datasets.ts";
import { categories } from "../../../src/rules/title.ts";
import { isoDate, windowDays } from "../../../src/rules/world.ts";
import type { EditableFiles } from "./editable-files.ts";
import { fewest, type Mutant } from "./mutant.ts";

/** Titles nobody watches: their lengths are no session's affair. */
export function unwatched(files: EditableFiles): (content: string) => boolean {
  const watched = new Set(files.lines("usage_logs").map((line) => line.split(",", 4)[3]));
  return (content) => !watched.has(content);
}

/** At least 1,000 of each genre, from which on each is judged in more detail. */
const manyTitles = { content: 6000 };
const genresAlike = (name: string): string[] => genres.map((genre) => `content-duration/${genre}-${name}`);

const tooLong = [
  ["movie", "180.1"],
  ["music", "7.1"],
  ["podcast", "120.1"],
] as const;

export const catalogueMutants: readonly Mutant[] = [
  {
    rule: "content-duration",
    wrong: "the shorter third of the lengths is left out of every genre",
    declared: manyTitles,
    made: { "content-duration": { bounds: { movie: [110, 180], music: [3.7, 7], podcast: [50, 120] } } },
    fails: [...genresAlike("mean"), ...genresAlike("middle"), ...genresAlike("shape")],
  },
  {
    rule: "content-duration",
    wrong: "one title of each genre, that nobody watches, is a tenth of a minute too long",
    declared: { content: 20_000 },
    customers: { small: 200, large: 1000 },
    edit: (files) => {
      const isUnwatched = unwatched(files);
      for (const [genre, duration_minutes] of tooLong) {
        files.changeOne("content", (row) =>
          row.genre === genre && isUnwatched(row.content_id) ? { duration_minutes } : undefined,
        );
      }
    },
    fails: genresAlike("bounds"),
  },
  {
    rule: "title",
    wrong: "two titles are called the same",
    customers: fewest,
    edit: (files) => {
      const [first] = files.rows("content");
      files.changeOne("content", (_, index) => (index === 7 ? { title: first!.title } : undefined));
    },
    fails: ["title/unique"],
  },
  {
    rule: "title",
    wrong: "one movie is filed under Jazz",
    customers: fewest,
    edit: (files) => files.changeOne("content", ({ genre }) => (genre === "movie" ? { category: "Jazz" } : undefined)),
    fails: ["title/category"],
  },
  {
    rule: "title",
    wrong: "a fifth of each genre's titles is filed under the genre's first category",
    customers: fewest,
    declared: manyTitles,
    edit: (files) =>
      files.change("content", ({ genre }, index) =>
        index % 5 === 0 ? { category: categories[genre as Genre][0]! } : undefined,
      ),
    fails: ["title/categories", ...genres.map((genre) => `title/${genre}-categories`)],
  },
  {
    rule: "title",
    wrong: "one title came out within the window",
    customers: fewest,
    edit: (files) =>
      files.changeOne("content", () => ({ release_date: isoDate(files.world.anchorDay - windowDays + 1) })),
    fails: ["title/release"],
  },
  {
    rule: "title",
    wrong: "a fifth of the titles came out in the last days",
    customers: fewest,
    declared: manyTitles,
    edit: (files) =>
      files.change("content", (_, index) =>
        index % 5 === 0 ? { release_date: isoDate(files.world.anchorDay - windowDays - (index % 200)) } : undefined,
      ),
    fails: ["title/release-mean", "title/release-days"],
  },
];
