// Conditional requests.

import { expect, test } from "vitest";
import { httpDate, isCurrent, rangeHolds } from "../../src/http/conditions.ts";

const validators = { etag: '"abc"', lastModified: Date.parse("2026-01-01T09:00:04.567Z") };

test("httpDate() is the date that If-Modified-Since and If-Range give back", () => {
  const date = httpDate(validators.lastModified);
  expect(date).toBe("Thu, 01 Jan 2026 09:00:04 GMT");
  expect(isCurrent({ "if-modified-since": date }, validators)).toBe(true);
  expect(rangeHolds(date, validators)).toBe(true);
});

test.each([
  ['"abc"', true],
  ['W/"abc"', true],
  ['"x", "abc"', true],
  ["*", true],
  ['"abcd"', false],
  ["abc", false],
  ["", false],
])("isCurrent() with If-None-Match %s is %s", (held, expected) => {
  expect(isCurrent({ "if-none-match": held }, validators)).toBe(expected);
});

test("isCurrent() does not read If-Modified-Since beside If-None-Match, nor an unreadable date", () => {
  const later = "Fri, 02 Jan 2026 00:00:00 GMT";
  expect(isCurrent({ "if-none-match": '"x"', "if-modified-since": later }, validators)).toBe(false);
  expect(isCurrent({ "if-modified-since": "tomorrow" }, validators)).toBe(false);
  expect(isCurrent({}, validators)).toBe(false);
});

test.each([
  [undefined, true],
  ['"abc"', true],
  ['W/"abc"', false],
  ['"x"', false],
  ["Thu, 01 Jan 2026 09:00:05 GMT", false],
  ["never", false],
])("rangeHolds() with If-Range %s is %s", (header, expected) => {
  expect(rangeHolds(header, validators)).toBe(expected);
});
