// Checks title: each title stands once, its category is one of its genre's, and its release lies before the usage window.

import { nullValue } from "../../csv/columns.ts";
import type { ContentBatch } from "../../csv/scan-batch.ts";
import { type Genre, genres } from "../../datasets.ts";
import { categories } from "../../rules/title.ts";
import { type World, windowDays } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim, RuleCheck } from "../check.ts";
import { judgeEven } from "../even-cells.ts";
import { judgeSum } from "../judge-sum.ts";
import { judgeInvariant } from "../judgement.ts";
import { dateText, titleKey } from "../keys.ts";
import { newObservation, type Observation, type Offenders, offend, totalOf } from "../observation.ts";
import type { ObserveContext } from "../rows.ts";
import { hashText } from "../text-hash.ts";
import { TextIndex } from "../text-index.ts";
import { repeatedTitles } from "./title-repeats.ts";

const releaseSpreadDays = 7300;
const categoriesAGenre = 10;
const categoryIndices = genres.map((genre) => new TextIndex(categories[genre]));

/** As a share of the 7300 days: 500 titles show .09. */
const materialMean = 0.1;
/** Chi-square over the five cells that 500 titles fill shows .31. */
const materialSpread = 0.35;
/** Ten full cells a genre. */
const titlesForGenre = 1000;

export const title: RuleCheck = {
  rule: "title",
  observe: { content: observeContent },
  expectations: {
    categories: "1/10 each; chi-square.",
    "*-categories": "1/10 each, from 1,000 titles of the genre on; chi-square.",
    "release-mean": "3,649.5 days, with the variance (7300^2 - 1) / 12 a title; Bernstein.",
    "release-days": "1/7300 each; chi-square over days pooled to 100 expected.",
  },
  judge: ({ content }, world) => (content === undefined ? [] : claims(content, world)),
};

/** The first day of the 7300 on which titles were released; the last is the day on which the window begins. */
function firstRelease(world: World): number {
  return world.anchorDay - windowDays - (releaseSpreadDays - 1);
}

function observeContent({ world, rangeStart }: ObserveContext): CheckObserver<ContentBatch> {
  const byRelease = new Uint32Array(releaseSpreadDays);
  const byCategory = new Uint32Array(genres.length * categoriesAGenre);
  // Two words a title, by its number: each is counted once, so that ranges merge by adding.
  const hashes = new Uint32Array(2 * (world.content + 1));
  const counts = { byRelease, byCategory, hashes, rows: new Float64Array(1) };
  const observation = newObservation(counts, ["category", "release"]);
  const { category: strayCategories, release: strayReleases } = observation.offenders;
  const firstDay = firstRelease(world);
  const words = { low: 0, high: 0 };
  const broken = (offenders: Offenders, { content }: ContentBatch, row: number, found: string): void =>
    offend(offenders, rangeStart, row, () => ({ key: titleKey(content[row]!), found }));
  return {
    observation,
    observe: (batch) => {
      const { rows, bytes, content, title: text, genre, releaseDay } = batch;
      counts.rows[0]! += rows;
      for (let row = 0; row < rows; row++) {
        const number = content[row]!;
        if (number > 0 && number <= world.content && text.start[row] !== nullValue) {
          hashText(bytes, text.start[row]!, text.end[row]!, words);
          hashes[2 * number] = words.low;
          hashes[2 * number + 1] = words.high;
        }
        const place = categoryPlace(batch, row);
        if (place >= 0) byCategory[genre[row]! * categoriesAGenre + place]!++;
        else if (place === unlisted) broken(strayCategories!, batch, row, categoryText(batch, row));
        const offset = releaseDay[row]! - firstDay;
        if (offset >= 0 && offset < releaseSpreadDays) byRelease[offset]!++;
        else if (releaseDay[row] !== nullValue) {
          broken(strayReleases!, batch, row, `release_date ${dateText(releaseDay[row]!)}`);
        }
      }
    },
  };
}

const unlisted = -1;
/** Of an empty field, which is the contract's affair. */
const absent = -2;

/** Place of a title's category in its genre's list. */
function categoryPlace({ bytes, genre, category }: ContentBatch, row: number): number {
  if (genre[row] === nullValue || category.start[row] === nullValue) return absent;
  return categoryIndices[genre[row]!]!.find(bytes, category.start[row]!, category.end[row]!);
}

function categoryText({ bytes, genre, category }: ContentBatch, row: number): string {
  const text = new TextDecoder().decode(bytes.subarray(category.start[row]!, category.end[row]!));
  return `${genres[genre[row]!]} in category ${text}`;
}

const about = { demand: false, dataset: "content" } as const;

function claims(observation: Observation, world: World): JudgedClaim[] {
  const { counts, offenders } = observation;
  const rows = totalOf(counts["rows"]!);
  const [from, to] = [firstRelease(world), firstRelease(world) + releaseSpreadDays - 1].map(dateText);
  return [
    {
      name: "unique",
      claim: "No two titles are called the same.",
      ...about,
      ...judgeInvariant(rows, repeatedTitles(counts["hashes"]!)),
    },
    {
      name: "category",
      claim: "Every category is one of its genre's ten.",
      ...about,
      ...judgeInvariant(rows, offenders["category"]!),
    },
    {
      name: "release",
      claim: `Every title was released from ${from} to ${to}: nothing is watched before its release.`,
      ...about,
      ...judgeInvariant(rows, offenders["release"]!),
    },
    ...evenCategories(counts["byCategory"]!),
    releaseMean(counts["byRelease"]!),
    {
      name: "release-days",
      claim: `Every day of the ${releaseSpreadDays} is equally likely to be the release.`,
      ...about,
      ...judgeEven({ observed: counts["byRelease"]!, material: materialSpread }),
    },
  ];
}

/** By place in the genres' lists, which 500 titles fill; and genre by genre where there are titles enough. */
function evenCategories(byCategory: Uint32Array | Float64Array): JudgedClaim[] {
  const ofGenre = (code: number) => byCategory.slice(code * categoriesAGenre, (code + 1) * categoriesAGenre);
  const pooled = Float64Array.from({ length: categoriesAGenre }, (_, place) =>
    genres.reduce((sum, _genre, code) => sum + ofGenre(code)[place]!, 0),
  );
  const even = (name: string, claim: string, observed: ArrayLike<number>): JudgedClaim => ({
    name,
    claim,
    ...about,
    ...judgeEven({ observed, material: materialSpread }),
  });
  return [
    even("categories", "The ten places in the genres' lists of categories are equally frequent.", pooled),
    ...genres.flatMap((genre: Genre, code) =>
      totalOf(ofGenre(code)) < titlesForGenre
        ? []
        : [even(`${genre}-categories`, `The ten categories of ${genre} titles are equally frequent.`, ofGenre(code))],
    ),
  ];
}

function releaseMean(byRelease: ArrayLike<number>): JudgedClaim {
  const titles = totalOf(byRelease);
  const middle = (releaseSpreadDays - 1) / 2;
  let sum = 0;
  for (let offset = 0; offset < releaseSpreadDays; offset++) sum += offset * byRelease[offset]!;
  return {
    name: "release-mean",
    claim: `Titles were released ${middle} days after the first of the ${releaseSpreadDays} days, on average.`,
    ...about,
    ...judgeSum({
      statistic: "mean",
      unit: "days",
      n: titles,
      sum,
      expectedSum: titles * middle,
      // Of the discrete uniform over so many days.
      variance: (titles * (releaseSpreadDays * releaseSpreadDays - 1)) / 12,
      bound: middle,
      per: titles,
      material: materialMean * releaseSpreadDays,
    }),
  };
}
