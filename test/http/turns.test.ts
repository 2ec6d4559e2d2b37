import { expect, it } from "vitest";
import { Turns } from "../../src/http/turns.ts";

it("lets one go on in each round of the event loop, in the order in which they came", async () => {
  const turns = new Turns();
  let round = 0;
  const count = (): void => {
    round++;
    counting = setImmediate(count);
  };
  let counting = setImmediate(count);
  const seen: { who: number; round: number }[] = [];
  await Promise.all(Array.from({ length: 20 }, (_, who) => turns.take().then(() => seen.push({ who, round }))));
  clearImmediate(counting);
  expect(seen.map(({ who }) => who)).toEqual(Array.from({ length: 20 }, (_, who) => who));
  expect(new Set(seen.map((turn) => turn.round)).size).toBe(20);
});

it("takes up again after a pause", async () => {
  const turns = new Turns();
  await turns.take();
  await new Promise((resolve) => setTimeout(resolve, 5));
  await expect(turns.take()).resolves.toBeUndefined();
});
