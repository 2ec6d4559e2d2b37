// Checks genre-mix: the exact quotas of the catalogue, by largest remainder computed anew, and the shares of sessions,
// which are binomial each.

import { genres } from "../../datasets.ts";
import type { World } from "../../rules/world.ts";
import type { CheckObserver, JudgedClaim, RuleCheck } from "../check.ts";
import { judgeShare } from "../judge-count.ts";
import { judgeInvariant } from "../judgement.ts";
import { newObservation, type Observation, totalOf } from "../observation.ts";
import type { RowsOf } from "../rows.ts";
import { isWatched } from "../sessions.ts";
import { percent } from "../wording.ts";

const materialShare = 0.02;
/** Shares such as .3 are not exact in binary: remainders this close are a tie. */
const tie = 1e-9;
const plurals = { movie: "movies", music: "music", podcast: "podcasts" } as const;

export const genreMix: RuleCheck = {
  rule: "genre-mix",
  observe: { content: observeTitles, usage_logs: observeSessions },
  expectations: {
    "usage-*": "The declared share of all sessions; exact binomial.",
  },
  judge: ({ content, usage_logs: usage }, world) => [
    ...(content === undefined ? [] : [titles(content, world)]),
    ...(usage === undefined || !isWatched(world) ? [] : sessions(usage, world)),
  ],
};

function observeTitles(): CheckObserver<RowsOf["content"]> {
  const titlesByGenre = new Uint32Array(genres.length);
  return {
    observation: newObservation({ titlesByGenre }),
    observe: ({ rows, genre }) => {
      for (let row = 0; row < rows; row++) if (genre[row]! >= 0) titlesByGenre[genre[row]!]!++;
    },
  };
}

/** By genre code + 1; 0 counts titles that were not found, which are another check's affair. */
function observeSessions(): CheckObserver<RowsOf["usage_logs"]> {
  const byGenre = new Uint32Array(genres.length + 1);
  return {
    observation: newObservation({ byGenre }),
    observe: ({ batch, genre }) => {
      const { rows } = batch;
      for (let row = 0; row < rows; row++) byGenre[genre[row]!]!++;
    },
  };
}

/** Titles a genre: whole parts first, the rest one each by largest remainder; no genre with a share goes without a title. */
export function quotas({ behaviour, content }: Pick<World, "behaviour" | "content">): number[] {
  const exact = genres.map((genre) => behaviour["genre-mix"][genre] * content);
  const counts = exact.map((titles) => Math.floor(titles + tie));
  const byRemainder = exact
    .map((titles, genre) => ({ genre, remainder: titles - counts[genre]! }))
    .sort((a, b) => (Math.abs(a.remainder - b.remainder) < tie ? a.genre - b.genre : b.remainder - a.remainder));
  const left = content - totalOf(counts);
  for (const { genre } of byRemainder.slice(0, left)) counts[genre]!++;
  for (const [genre, titles] of exact.entries()) {
    if (titles === 0 || counts[genre] !== 0) continue;
    counts[counts.indexOf(Math.max(...counts))]!--;
    counts[genre] = 1;
  }
  return counts;
}

/** Counts titles above their genre's quota: one of another genre is one too many there. */
function titles({ counts }: Observation, world: World): JudgedClaim {
  const found = counts["titlesByGenre"]!;
  const wanted = quotas(world);
  const tooMany = wanted.reduce((sum, quota, genre) => sum + Math.max(0, found[genre]! - quota), 0);
  const listed = genres.map((genre, code) => `${wanted[code]} ${plurals[genre]}`).join(", ");
  return {
    name: "content",
    claim: `The catalogue of ${world.content} titles has ${listed}: the declared shares by largest remainder.`,
    demand: true,
    dataset: "content",
    ...judgeInvariant(totalOf(found), { count: tooMany, first: [] }),
    statistic: "titles above their genre's quota",
    unit: "titles",
  };
}

function sessions({ counts }: Observation, world: World): JudgedClaim[] {
  const found = counts["byGenre"]!;
  return genres.map((genre, code) => {
    const share = world.behaviour["genre-mix"][genre];
    return {
      name: `usage-${genre}`,
      claim: `${percent(share)} of sessions are ${plurals[genre]}.`,
      demand: true,
      dataset: "usage_logs",
      ...judgeShare({ successes: found[code + 1]!, trials: totalOf(found, 1), share, material: materialShare }),
    };
  });
}
