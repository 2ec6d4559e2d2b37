// Many entities of one test stream, for tests of the cards' samplers, and a card's declared bounds in short.

import { entityHead, entityTail, type StreamKey, streamKey } from "../../src/random/substream.ts";
import type { Parameters } from "../../src/rules/parameters.ts";

/** A stream that no rule of a world uses. */
export function testKey(name: string): StreamKey {
  return streamKey("rules", "test", name);
}

/** What `sample` gives for the entities 1..count, numbered as the generators number customers and titles. */
export function drawn<T>(count: number, sample: (head: number, tail: number, entity: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => {
    const head = entityHead(index + 1, 0);
    return sample(head, entityTail(head, 0), index + 1);
  });
}

/** Lowest and highest allowed value of each parameter. */
export function boundsOf(parameters: Parameters): Record<string, [number, number]> {
  return Object.fromEntries(
    Object.entries(parameters).map(([name, parameter]) => [name, [parameter.minimum, parameter.maximum]]),
  );
}
