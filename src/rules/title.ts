// What titles are called, how they are filed and when they came out: templates over faker's English word lists.

import { faker } from "@faker-js/faker/locale/en";
import type { Genre } from "../datasets.ts";
import { below } from "../random/distributions.ts";
import { draw, type StreamKey } from "../random/substream.ts";
import { ruleCard } from "./rule.ts";
import { windowDays } from "./world.ts";

function capitalised(words: readonly string[] | null | undefined): readonly string[] {
  return (words ?? []).map((word) => word.charAt(0).toUpperCase() + word.slice(1));
}

export const adjectives = capitalised(faker.rawDefinitions.word?.adjective);
export const nouns = capitalised(faker.rawDefinitions.word?.noun);

export type Template = (adjective: string, noun: string) => string;
export const templates: Readonly<Record<Genre, readonly Template[]>> = {
  movie: [
    (adjective, noun) => `The ${adjective} ${noun}`,
    (adjective, noun) => `${noun} of the ${adjective}`,
    (adjective, noun) => `A ${noun} Too ${adjective}`,
    (adjective, noun) => `Return to ${adjective} ${noun}`,
  ],
  music: [
    (adjective, noun) => `${adjective} ${noun}`,
    (adjective, noun) => `My ${adjective} ${noun}`,
    (adjective, noun) => `${noun} (Stay ${adjective})`,
    (adjective, noun) => `${noun}, So ${adjective}`,
  ],
  podcast: [
    (adjective, noun) => `The ${adjective} ${noun} Podcast`,
    (adjective, noun) => `${adjective} ${noun} Weekly`,
    (adjective, noun) => `${noun}: ${adjective} Conversations`,
    (adjective, noun) => `Inside the ${adjective} ${noun}`,
  ],
};

export const categories: Readonly<Record<Genre, readonly string[]>> = {
  movie: [
    "Action",
    "Animation",
    "Comedy",
    "Documentary",
    "Drama",
    "Family",
    "Horror",
    "Romance",
    "Science Fiction",
    "Thriller",
  ],
  music: ["Classical", "Country", "Electronic", "Folk", "Hip-Hop", "Jazz", "Latin", "Pop", "R&B", "Rock"],
  podcast: [
    "Business",
    "Comedy",
    "Education",
    "Health",
    "History",
    "News",
    "Science",
    "Society",
    "Sports",
    "True Crime",
  ],
};

const releaseSpreadDays = 7300;

/** A title before any numeral. */
export function baseTitle(key: StreamKey, genre: Genre, head: number, tail: number): string {
  const template = templates[genre][below(draw(key.low, key.high, head, tail, 0), templates[genre].length)] as Template;
  const adjective = adjectives[below(draw(key.low, key.high, head, tail, 1), adjectives.length)] as string;
  const noun = nouns[below(draw(key.low, key.high, head, tail, 2), nouns.length)] as string;
  return template(adjective, noun);
}

/** Category of a title, as an index into its genre's list. */
export function titleCategory(key: StreamKey, genre: Genre, head: number, tail: number): number {
  return below(draw(key.low, key.high, head, tail, 3), categories[genre].length);
}

/** Day number of a title's release: anchor - 60 - floor(7300 u). */
export function releaseDay(key: StreamKey, anchorDay: number, head: number, tail: number): number {
  return anchorDay - windowDays - below(draw(key.low, key.high, head, tail, 4), releaseSpreadDays);
}

export const title = ruleCard({
  id: "title",
  claim:
    "Titles follow a genre's templates over faker's words, with a numeral when repeated, so each is unique; the category comes from the genre's list; release_date = anchor - 60 - floor(7300 u), so nothing is watched before its release.",
  demand: false,
  governs: ["content.title", "content.category", "content.release_date"],
  parameters: {},
  note: "A declared rule.",
});
