// Every operation of the document, asked as documented, nearly so and not at all: answers are always as documented, never a 5xx
// but an honest 503 or 507, and never late. test/long asks ten times as often.

import { afterAll, expect, test } from "vitest";
import { askDrawn } from "./asking.ts";
import { openTarget } from "./target.ts";

const target = await openTarget();
afterAll(() => target.close());

const requests = 2600;
const share = Math.ceil(requests / target.operations.length);
const statuses = new Set<number>();

test.each(target.operations)("$method $path answers whatever is asked as documented", async (operation) => {
  // The same seed would draw the same values for each operation.
  const seed = 5 + target.operations.indexOf(operation);
  for (const status of await askDrawn(target, operation, { count: share, seed })) statuses.add(status);
});

test("the requests drawn have come far enough to be answered in most of the ways there are", () => {
  const certain = [200, 202, 400, 404, 405, 406, 409, 415, 422];
  expect(certain.filter((status) => !statuses.has(status))).toEqual([]);
  // A range, a condition, a body beyond the limit: any one of them may not have been drawn.
  expect(statuses.size).toBeGreaterThan(10);
});

test("the service is as ready afterwards as before", async () => {
  expect((await target.client.ask("/readyz")).status).toBe(200);
  expect((await target.client.ask("/datasets/plans")).text).toContain("Premium");
});
