// The same with keys of three scopes asked for: with the right key, a lesser one, a wrong one and none, answers are as documented.

import { afterAll, expect, test } from "vitest";
import { askDrawn } from "./asking.ts";
import { openTarget } from "./target.ts";

const target = await openTarget({ guarded: true });
afterAll(() => target.close());

const requests = 600;
const share = Math.ceil(requests / target.operations.length);
const statuses = new Set<number>();

test.each(target.operations)("$method $path answers as documented with and without keys", async (operation) => {
  // The same seed would draw the same addresses for each operation.
  const seed = 7 + target.operations.indexOf(operation);
  for (const status of await askDrawn(target, operation, { count: share, seed })) statuses.add(status);
});

test("some were let in, some refused for want of a key and of a scope, and none for the wrong keys before it", () => {
  expect([200, 401, 403].filter((status) => !statuses.has(status))).toEqual([]);
  expect(statuses.has(429)).toBe(false);
});
