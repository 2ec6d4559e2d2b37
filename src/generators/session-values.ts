// What gives a session its values: the titles of each genre in order of popularity, and the samplers of the rules.

import { genres } from "../datasets.ts";
import { completionSampler } from "../rules/completion-noise.ts";
import { playbackSampler } from "../rules/playback-device.ts";
import { deviceChoice } from "../rules/region-and-device.ts";
import { popularitySampler, titlesByRank } from "../rules/title-popularity.ts";
import { watchSampler } from "../rules/watch-fraction.ts";
import type { World } from "../rules/world.ts";
import { catalogue } from "./content.ts";
import { ruleStream } from "./streams.ts";

/** Titles of one genre, most popular first. */
export interface RankedTitles {
  /** Title number. */
  readonly number: Int32Array;
  /** Length in tenths of a minute. */
  readonly tenths: Uint16Array;
}

function rankedTitles(world: World, stream: ReturnType<typeof ruleStream>): RankedTitles[] {
  const { genre, tenths } = catalogue(world);
  return genres.map((_, genreIndex) => {
    const inGenre = Uint32Array.from(genre.keys()).filter((index) => genre[index] === genreIndex);
    const order = titlesByRank(stream, genreIndex, inGenre.length);
    const byRank = Uint32Array.from(order, (place) => inGenre[place] as number);
    return {
      number: Int32Array.from(byRank, (index) => index + 1),
      tenths: Uint16Array.from(byRank, (index) => tenths[index] as number),
    };
  });
}

/** What gives a session its title, fraction, completion and device. */
export function valueSamplers(world: World) {
  const { behaviour } = world;
  const popularity = ruleStream(world, "usage_logs", "title-popularity");
  const titles = rankedTitles(world, popularity);
  const counts = titles.map((ranked) => ranked.number.length);
  return {
    titles,
    popularity: popularitySampler(popularity, behaviour["title-popularity"], counts),
    watch: watchSampler(ruleStream(world, "usage_logs", "watch-fraction"), behaviour["watch-fraction"]),
    completion: completionSampler(ruleStream(world, "usage_logs", "completion-noise"), behaviour["completion-noise"]),
    playback: playbackSampler(
      ruleStream(world, "usage_logs", "playback-device"),
      behaviour["playback-device"],
      deviceChoice(behaviour["region-and-device"]),
    ),
  };
}

export type ValueSamplers = ReturnType<typeof valueSamplers>;
