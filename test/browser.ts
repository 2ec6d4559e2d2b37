// A real Chromium for tests of pages, as the machine has it: nothing is downloaded. Knows no page.

import { existsSync } from "node:fs";
import { type Browser, chromium } from "playwright-core";

/** Where Chromium and Chrome are installed; CHROMIUM in the environment goes before them. */
const places = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

/** The browser's program. Throws Error that says how to install it. */
export function chromiumPath(chosen: string | undefined, isThere = existsSync): string {
  const found = (chosen === undefined ? places : [chosen]).find((place) => isThere(place));
  if (found !== undefined) return found;
  const looked = chosen === undefined ? places.slice(0, 3).join(", ") : `CHROMIUM=${chosen}`;
  throw new Error(
    `The tests of pages need Chromium or Chrome, and it is not there (${looked}). Install it ` +
      "(Debian, Ubuntu: apt-get install chromium; macOS: brew install --cask chromium) or set CHROMIUM to its program.",
  );
}

/** Starts a browser without a window; close it when the tests of the file are done. */
export async function openBrowser(): Promise<Browser> {
  // Chromium refuses to run as root inside its sandbox, and containers often have no other user.
  return chromium.launch({ executablePath: chromiumPath(process.env["CHROMIUM"]), args: ["--no-sandbox"] });
}
