// The content file, and the catalogue that sessions choose from.

import type { ChunkSink } from "../csv/chunk.ts";
import { literal, writeRows } from "../csv/columns.ts";
import { type Genre, genres } from "../datasets.ts";
import { entityHead, entityTail } from "../random/substream.ts";
import { durationSampler, titleTenths } from "../rules/content-duration.ts";
import { titleGenres } from "../rules/genre-mix.ts";
import { baseTitle, categories, releaseDay, titleCategory } from "../rules/title.ts";
import type { World } from "../rules/world.ts";
import { ruleStream } from "./streams.ts";

/** Genre and length of every title; index 0 is title 1. */
export interface Catalogue {
  /** Index into `genres`. */
  readonly genre: Uint8Array;
  /** Tenths of a minute. */
  readonly tenths: Uint16Array;
}

export function catalogue(world: World): Catalogue {
  const genre = titleGenres(ruleStream(world, "content", "genre-mix"), world.behaviour["genre-mix"], world.content);
  const durations = durationSampler(
    ruleStream(world, "content", "content-duration"),
    world.behaviour["content-duration"],
  );
  const tenths = new Uint16Array(world.content);
  for (let index = 0; index < world.content; index++) {
    const head = entityHead(index + 1, 0);
    tenths[index] = titleTenths(durations, genre[index] as number, head, entityTail(head, 0));
  }
  return { genre, tenths };
}

/** Writes every title; returns how many. Titles are numbered in file order when repeated, so the file is one partition. */
export function generateContent(world: World, sink: ChunkSink): number {
  const { genre, tenths } = catalogue(world);
  const key = ruleStream(world, "content", "title");
  const numbers = Uint32Array.from(genre, (_, index) => index + 1);
  const titles: string[] = [];
  const filed: string[] = [];
  const released = new Int32Array(genre.length);
  const seen = new Map<string, number>();
  for (let index = 0; index < genre.length; index++) {
    const name = genres[genre[index] as number] as Genre;
    const head = entityHead(index + 1, 0);
    const tail = entityTail(head, 0);
    const base = baseTitle(key, name, head, tail);
    const times = (seen.get(base) ?? 0) + 1;
    seen.set(base, times);
    titles.push(times === 1 ? base : `${base} ${times}`);
    filed.push(categories[name][titleCategory(key, name, head, tail)] as string);
    released[index] = releaseDay(key, world.anchorDay, head, tail);
  }
  writeRows(
    sink,
    [
      [literal("T"), { kind: "padded", values: numbers, width: 7 }],
      [{ kind: "text", values: titles }],
      [{ kind: "text", values: Array.from(genre, (index) => genres[index] as string) }],
      [{ kind: "text", values: filed }],
      [{ kind: "fixed", values: tenths, decimals: 1 }],
      [{ kind: "date", values: released }],
    ],
    genre.length,
  );
  return genre.length;
}
