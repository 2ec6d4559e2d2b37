// The Prefer header.

import { expect, test } from "vitest";
import { waitSeconds } from "../../src/http/prefer.ts";

test.each([
  [undefined, 0],
  ["", 0],
  ["wait=10", 10],
  ["Wait = 5", 5],
  ['wait="7"', 7],
  ["respond-async, wait=10", 10],
  ["wait=10; foo=bar", 10],
  ["wait=0", 0],
  ["wait=60", 60],
  ["wait=100000", 60],
  ["wait=-1", 0],
  ["wait=1.5", 0],
  ["await=10", 0],
  ["wait", 0],
])("waitSeconds() of %s is %i", (header, expected) => {
  expect(waitSeconds(header)).toBe(expected);
});
