// Content negotiation.

import { expect, test } from "vitest";
import { chooseMediaType, prefersGzip } from "../../src/http/accept.ts";

const offered = ["text/csv", "application/x-ndjson"] as const;

test.each([
  [undefined, "text/csv"],
  ["", "text/csv"],
  ["*/*", "text/csv"],
  ["text/*", "text/csv"],
  ["application/*", "application/x-ndjson"],
  ["application/x-ndjson", "application/x-ndjson"],
  ["TEXT/CSV", "text/csv"],
  ["text/csv; header=present; q=0.5, application/x-ndjson", "application/x-ndjson"],
  ["text/csv;q=0.5, application/x-ndjson;q=0.5", "text/csv"],
  ["text/csv;q=0, */*", "application/x-ndjson"],
  ["*/*;q=0.1, text/csv;q=0.05", "application/x-ndjson"],
  ["text/html, application/xhtml+xml, */*;q=0.8", "text/csv"],
  ["text/html", undefined],
  ["*/*;q=0", undefined],
  ["text/csv;q=much", undefined],
  ["text/csv;q=2", undefined],
  [",,", undefined],
])("chooseMediaType() makes of %s %s", (accept, expected) => {
  expect(chooseMediaType(accept, offered)).toBe(expected);
});

test.each([
  [undefined, false],
  ["", false],
  ["gzip", true],
  ["GZIP", true],
  ["x-gzip", true],
  ["gzip, deflate, br", true],
  ["*", true],
  ["deflate, br", false],
  ["identity", false],
  ["gzip;q=0", false],
  ["gzip;q=0, *", false],
  ["*;q=0", false],
  ["gzip;q=0.5, identity;q=0.9", false],
  ["gzip;q=0.9, identity;q=0.5", true],
])("prefersGzip() of %s is %s", (header, expected) => {
  expect(prefersGzip(header)).toBe(expected);
});
