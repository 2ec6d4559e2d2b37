// The page in a real Chromium, served by the real service under its policy: on a desk and on a phone, in light and dark.

import type { AddressInfo } from "node:net";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../../src/app.ts";
import { openBrowser } from "../../browser.ts";
import { assertSound, looks, openPage, openPrinted } from "../../drawn-page.ts";
import { openSampleRuns, type SampleRuns } from "./sample-run.ts";

let runs: SampleRuns;
let app: App;
let browser: Browser;
let address: string;

beforeAll(async () => {
  [runs, browser] = await Promise.all([openSampleRuns(), openBrowser()]);
  // Few customers, so that every verdict but `fail` stands on the page.
  await runs.run({ customers: 600, content: 40 });
  const { service } = runs;
  app = await buildApp({ maxCustomers: 1_000_000 }, { ...service, isWritable: async () => true });
  await app.listen({ host: "127.0.0.1", port: 0 });
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}/report`;
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await runs.close();
});

test.each(looks)(
  "the page in $scheme at $width pixels shows every figure, asks for nothing, says nothing and is not too wide",
  async (look) => {
    expect(await assertSound(browser, address, look)).toMatchObject({ figures: 14 });
  },
);

test("the page prints light, on more than one sheet, with no figure too high for a sheet", async () => {
  const { page, printed } = await openPrinted(browser, address);
  expect(printed.highest).toBeLessThan(1000);
  expect(new Set(printed.breaks)).toEqual(new Set(["avoid"]));
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(2);
  await page.close();
});

test("a link on the first screen leads to its figure or its checks, by keyboard too", async () => {
  const { page } = await openPage(browser, address, { scheme: "light", width: 1280 });
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").textContent()).toBe("To the figures");
  const demand = page.locator('.demands a[href="#weekend"]');
  await demand.focus();
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#weekend");
  await page.close();
});
