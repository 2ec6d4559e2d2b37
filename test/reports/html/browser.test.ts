// The page in a real Chromium, served by the real service under its policy: on a desk and on a phone, in light and dark.

import type { AddressInfo } from "node:net";
import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../../src/app.ts";
import { openBrowser } from "../../browser.ts";
import { pageScript } from "../../page-script.ts";
import { openSampleRuns, type SampleRuns } from "./sample-run.ts";

const auditSource = pageScript(path.join(import.meta.dirname, "page-audit.js"));

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
  address = `http://127.0.0.1:${(app.server.address() as AddressInfo).port}`;
});
afterAll(async () => {
  await browser.close();
  await app.close();
  await runs.close();
});

/** What the browser would show its user's developer, and every address it asked for. */
async function opened(
  colorScheme: "light" | "dark",
  width: number,
): Promise<{ page: Page; said: string[]; asked: string[] }> {
  const page = await browser.newPage({ colorScheme, viewport: { width, height: 844 } });
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(`${address}/report`);
  return { page, said, asked };
}

/** The functions of page-audit.js, which run in the page. */
interface Audit {
  layout(): { tooWide: number; figures: number; seen: number[]; background: string };
  faintTexts(): string[];
  unknownColours(): string[];
  printed(): { background: string; tooWide: number; highest: number; breaks: string[] };
}

async function audited<Name extends keyof Audit>(page: Page, name: Name): Promise<ReturnType<Audit[Name]>> {
  await page.evaluate(auditSource);
  return page.evaluate<ReturnType<Audit[Name]>>(`pageAudit.${name}()`);
}

test.each([
  ["light", 1280],
  ["dark", 1280],
  ["light", 390],
  ["dark", 390],
] as const)(
  "the page in %s at %i pixels shows every figure, asks for nothing, says nothing and is not too wide",
  async (scheme, width) => {
    const { page, said, asked } = await opened(scheme, width);
    expect(said).toEqual([]);
    expect(asked).toEqual([`${address}/report`]);
    const layout = await audited(page, "layout");
    expect(layout.tooWide).toBeLessThanOrEqual(0);
    expect(layout.figures).toBe(14);
    expect(new Set(layout.seen)).toEqual(new Set([1]));
    const [red = 0] = (layout.background.match(/\d+/g) ?? []).map(Number);
    expect(red > 128).toBe(scheme === "light");
    expect(await audited(page, "faintTexts")).toEqual([]);
    await page.close();
  },
);

test("the page resolves every colour of its drawings, and none of them by chance of a default", async () => {
  const { page } = await opened("dark", 1280);
  expect(await audited(page, "unknownColours")).toEqual([]);
  await page.close();
});

test("the page prints light, on more than one sheet, with no figure too high for a sheet", async () => {
  const { page } = await opened("dark", 1280);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 718, height: 1000 });
  const printed = await audited(page, "printed");
  expect(printed.background).toBe("rgb(255, 255, 255)");
  expect(printed.tooWide).toBeLessThanOrEqual(0);
  expect(printed.highest).toBeLessThan(1000);
  expect(new Set(printed.breaks)).toEqual(new Set(["avoid"]));
  const pdf = await page.pdf({ format: "A4" });
  expect(pdf.toString("latin1").match(/\/Type\s*\/Page\b/g)!.length).toBeGreaterThan(2);
  await page.close();
});

test("a link on the first screen leads to its figure or its checks, by keyboard too", async () => {
  const { page } = await opened("light", 1280);
  await page.keyboard.press("Tab");
  expect(await page.locator(":focus").textContent()).toBe("To the figures");
  const demand = page.locator('.demands a[href="#weekend"]');
  await demand.focus();
  await page.keyboard.press("Enter");
  expect(new URL(page.url()).hash).toBe("#weekend");
  await page.close();
});
