// Where the tests of pages find their browser.

import { expect, test } from "vitest";
import { chromiumPath } from "./browser.ts";

test("chromiumPath() takes the program that was chosen, else the first that is installed", () => {
  expect(chromiumPath("/opt/chrome", () => true)).toBe("/opt/chrome");
  expect(chromiumPath(undefined, (place) => place === "/usr/bin/google-chrome")).toBe("/usr/bin/google-chrome");
});

test("chromiumPath() says how to install a browser where there is none", () => {
  expect(() => chromiumPath(undefined, () => false)).toThrow(/apt-get install chromium.*set CHROMIUM/);
  expect(() => chromiumPath("/nowhere", () => false)).toThrow("CHROMIUM=/nowhere");
});
