// Checks content-duration: how long titles are, genre by genre, so that the mix of genres cannot be seen in it.

import { nullValue } from "../../csv/columns.ts";
import { type Genre, genres } from "../../datasets.ts";
import type { World } from "../../rules/world.ts";
import type { JudgedClaim, RuleCheck } from "../check.ts";
import { judgeEven } from "../even-cells.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeSum } from "../judge-sum.ts";
import { judgeInvariant } from "../judgement.ts";
import { titleKey } from "../keys.ts";
import { newObservation, type Observation, offend, totalOf } from "../observation.ts";

/** In standard deviations of a length: 100 titles show .76. */
const materialMean = 0.9;
/** 100 titles show .30. */
const materialMiddle = 0.33;
/** With fewer lengths to choose from, there is no middle half. */
const choicesForMiddle = 4;
/** Ten full cells; fewer say no more than the middle does. */
const titlesForShape = 1000;
const materialShape = 0.35;

export const contentDuration: RuleCheck = {
  rule: "content-duration",
  observe: {
    content: ({ world, rangeStart }) => {
      const lowest = genres.map((genre) => boundsOf(genre, world)[0]);
      const tables = genres.map((genre) => new Uint32Array(choicesOf(genre, world)));
      const counts = Object.fromEntries(genres.map((genre, code) => [genre, tables[code]!]));
      const observation = newObservation(counts, genres);
      const outside = (row: number, content: number, code: number, tenths: number): void =>
        offend(observation.offenders[genres[code]!]!, rangeStart, row, () => ({
          key: titleKey(content),
          found: `a ${genres[code]} of ${tenths / 10} minutes`,
        }));
      return {
        observation,
        observe: ({ rows, content, genre, durationTenths }) => {
          for (let row = 0; row < rows; row++) {
            const code = genre[row]!;
            const tenths = durationTenths[row]!;
            if (code === nullValue || tenths === nullValue) continue;
            const table = tables[code]!;
            const choice = tenths - lowest[code]!;
            if (choice >= 0 && choice < table.length) table[choice]!++;
            else {
              outside(row, content[row]!, code, tenths);
            }
          }
        },
      };
    },
  },
  expectations: {
    "*-mean":
      "(shortest + longest) / 2, with the variance (k^2 - 1) / 12 of k equally likely tenths of a minute a title; Bernstein.",
    "*-middle": "The share of all lengths that lie in the middle half of them; exact binomial.",
    "*-shape":
      "1/k for each of k lengths, from 1,000 titles of the genre on; chi-square over lengths pooled to 100 expected.",
  },
  judge: ({ content }, world) => {
    if (content === undefined) return [];
    return genres.flatMap((genre) => {
      const expected = world.behaviour["genre-mix"][genre] > 0;
      return expected || totalOf(content.counts[genre]!) > 0
        ? claims(genre, content, world)
        : [bounds(genre, content, world)];
    });
  },
};

/** Bounds in whole tenths of a minute, inside the given ones; the slack undoes what binary makes of 0.1. */
function boundsOf(genre: Genre, world: World): [shortest: number, longest: number] {
  const [low = 0, high = 0] = world.behaviour["content-duration"].bounds[genre];
  return [Math.ceil(low * 10 - 1e-6), Math.floor(high * 10 + 1e-6)];
}

function choicesOf(genre: Genre, world: World): number {
  const [low, high] = boundsOf(genre, world);
  return high - low + 1;
}

const about = { demand: false, dataset: "content" } as const;

function bounds(genre: Genre, { counts, offenders }: Observation, world: World): JudgedClaim {
  const [low, high] = boundsOf(genre, world);
  const broken = offenders[genre]!;
  return {
    name: `${genre}-bounds`,
    claim: `Every ${genre} title lasts ${low / 10} to ${high / 10} minutes.`,
    ...about,
    ...judgeInvariant(totalOf(counts[genre]!) + broken.count, broken),
  };
}

function claims(genre: Genre, observation: Observation, world: World): JudgedClaim[] {
  const [low, high] = boundsOf(genre, world);
  const found = [bounds(genre, observation, world)];
  // With one length to choose from, the bounds have said all.
  if (high === low) return found;
  const table = observation.counts[genre]!;
  found.push(mean(genre, table, low));
  if (table.length >= choicesForMiddle) found.push(middle(genre, table));
  const titles = totalOf(table);
  if (titles >= titlesForShape) {
    found.push({
      name: `${genre}-shape`,
      claim: `Every length of ${genre} titles from ${low / 10} to ${high / 10} minutes is equally frequent.`,
      ...about,
      ...judgeEven({ observed: table, material: materialShape }),
    });
  }
  return found;
}

function mean(genre: Genre, table: ArrayLike<number>, low: number): JudgedClaim {
  const titles = totalOf(table);
  const choices = table.length;
  const expected = low + (choices - 1) / 2;
  // Of the discrete uniform over so many tenths.
  const variance = (choices * choices - 1) / 12;
  let sum = 0;
  for (let choice = 0; choice < choices; choice++) sum += (low + choice) * table[choice]!;
  return {
    name: `${genre}-mean`,
    claim: `${genre} titles last ${expected / 10} minutes on average.`,
    ...about,
    ...judgeSum({
      statistic: "mean",
      unit: "minutes",
      n: titles,
      sum,
      expectedSum: titles * expected,
      variance: titles * variance,
      bound: (choices - 1) / 2,
      per: 10 * titles,
      material: (materialMean * Math.sqrt(variance)) / 10,
    }),
  };
}

/** A mean could be right although every title had the same length. */
function middle(genre: Genre, table: ArrayLike<number>): JudgedClaim {
  const from = Math.floor(table.length / 4);
  const to = table.length - from;
  const share = (to - from) / table.length;
  return {
    name: `${genre}-middle`,
    claim: `${(100 * share).toFixed(1)} % of ${genre} titles lie in the middle of the range.`,
    ...about,
    ...judgeShare({
      successes: totalOf(table, from, to),
      trials: totalOf(table),
      share,
      material: materialMiddle,
    }),
  };
}
