// content-duration: lengths within bounds and spread evenly, each genre by itself.
import { describe, expect, it } from "vitest";
import { contentDuration } from "../../../src/checks/rules/content-duration.ts";
import { genres } from "../../../src/datasets.ts";
import { linesOf, testWorld } from "../../worlds.ts";
import { claimOf, claimsOn, claimsOnCounts, namesWith } from "./hand-made.ts";

const world = testWorld({ content: 500 });
/** Tenths of a minute to choose from: 75-180, 2-7 and 15-120 minutes. */
const choices = { movie: 1051, music: 51, podcast: 1051 } as const;

/** So many titles of each length, movies at the lengths of which `keep` is true only. */
function judged(
  each: { [genre in keyof typeof choices]: number },
  keep: (choice: number) => boolean = () => true,
  of = world,
) {
  const counts = Object.fromEntries(
    genres.map((genre) => [
      genre,
      Uint32Array.from({ length: choices[genre] }, (_, choice) =>
        genre !== "movie" || keep(choice) ? each[genre] : 0,
      ),
    ]),
  );
  return claimsOnCounts(contentDuration, "content", counts, of, genres);
}

describe("the check of content-duration", () => {
  const each = { movie: 1, music: 20, podcast: 1 };

  it("passes titles at every length as often, and takes the mean from the middle of the bounds", () => {
    const claims = judged(each);
    expect(claims.map(({ verdict }) => verdict)).toEqual(claims.map(() => "pass"));
    expect(claims).toHaveLength(12);
    const expected = genres.map((genre) => claimOf(claims, `${genre}-mean`).expected);
    expect(expected).toEqual([127.5, 4.5, 67.5]);
    for (const genre of genres)
      expect(claimOf(claims, `${genre}-mean`).observed).toBeCloseTo(expected[genres.indexOf(genre)]!, 9);
  });

  it("fails movies in the lower half, alone, and movies at both ends, whose mean is right", () => {
    expect(
      namesWith(
        "fail",
        judged({ ...each, movie: 3 }, (choice) => choice < 526),
      ),
    ).toEqual(["movie-mean", "movie-shape"]);
    expect(
      namesWith(
        "fail",
        judged({ ...each, movie: 3 }, (choice) => Math.abs(choice - 525) > 263),
      ),
    ).toEqual(["movie-middle", "movie-shape"]);
  });

  it("says nothing of the shape of few titles, and is undecided on none", () => {
    const claims = judged({ movie: 0, music: 1, podcast: 0 });
    expect(namesWith("undecided", claims)).toEqual([
      "movie-mean",
      "movie-middle",
      "music-mean",
      "music-middle",
      "podcast-mean",
      "podcast-middle",
    ]);
  });

  it("names titles that are too short or too long for their genre", () => {
    const rows = ["movie,Drama,74.9", "movie,Drama,75.0", "music,Jazz,7.0", "music,Jazz,7.1", "podcast,News,7.1"].map(
      (columns, index) => `T000000${index + 1},Title ${index + 1},${columns},2020-01-01`,
    );
    const claims = claimsOn(contentDuration, { content: rows }, world);
    const found = genres.flatMap((genre) =>
      claimOf(claims, `${genre}-bounds`).offenders.map((offender) => offender.found),
    );
    expect(found).toEqual(["a movie of 74.9 minutes", "a music of 7.1 minutes", "a podcast of 7.1 minutes"]);
  });

  it("knows a genre with one length, one with two, and one without titles", () => {
    const odd = testWorld({
      content: 500,
      behaviour: {
        "content-duration": { bounds: { movie: [5, 5], music: [1, 1.1] } },
        "genre-mix": { movie: 0.5, music: 0.5, podcast: 0 },
      },
    });
    const claims = claimsOn(contentDuration, { content: linesOf(odd, "content") }, odd);
    expect(claims.map(({ name, verdict }) => `${name} ${verdict}`)).toEqual([
      "movie-bounds pass",
      "music-bounds pass",
      "music-mean pass",
      "podcast-bounds pass",
    ]);
  });

  it("fails nothing in a generated world", () => {
    expect(namesWith("fail", claimsOn(contentDuration, { content: linesOf(world, "content") }, world, 200))).toEqual(
      [],
    );
  });
});
