// A page of drawings, opened in a real Chromium on a desk or on a phone, in light or dark; and what all such pages promise. Knows no page.

import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { expect } from "vitest";
import { pageScript } from "./page-script.ts";

const auditSource = pageScript(path.join(import.meta.dirname, "reports/html/page-audit.js"));

/** The functions of page-audit.js, which run in the page. */
interface Audit {
  layout(): { tooWide: number; figures: number; seen: number[]; background: string };
  faintTexts(): string[];
  unknownColours(): string[];
  printed(): { background: string; tooWide: number; highest: number; breaks: string[] };
}

export interface Look {
  readonly scheme: "light" | "dark";
  /** Pixels. */
  readonly width: number;
}

/** On a desk and on a phone, by day and by night. */
export const looks: readonly Look[] = [1280, 390].flatMap((width) => [
  { scheme: "light", width },
  { scheme: "dark", width },
]);

export interface OpenedPage {
  readonly page: Page;
  /** What the browser would show its user's developer. */
  readonly said: readonly string[];
  /** Every address it asked for. */
  readonly asked: readonly string[];
}

export async function openPage(browser: Browser, address: string, { scheme, width }: Look): Promise<OpenedPage> {
  const page = await browser.newPage({ colorScheme: scheme, viewport: { width, height: 844 } });
  const said: string[] = [];
  const asked: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(String(error)));
  page.on("request", (request) => asked.push(request.url()));
  await page.goto(address);
  return { page, said, asked };
}

export async function audited<Name extends keyof Audit>(page: Page, name: Name): Promise<ReturnType<Audit[Name]>> {
  await page.evaluate(auditSource);
  return page.evaluate<ReturnType<Audit[Name]>>(`pageAudit.${name}()`);
}

/**
 * The page shows every figure, asks for nothing but itself, says nothing, is not too wide, and has no text too faint to read and no
 * colour by chance of a default. How many figures and drawings it shows.
 */
export async function assertSound(
  browser: Browser,
  address: string,
  look: Look,
): Promise<{ figures: number; drawings: number }> {
  const { page, said, asked } = await openPage(browser, address, look);
  expect(said).toEqual([]);
  expect(asked).toEqual([address]);
  const { tooWide, figures, seen, background } = await audited(page, "layout");
  expect(tooWide).toBeLessThanOrEqual(0);
  expect(new Set(seen)).toEqual(new Set([1]));
  expect(Number(/\d+/.exec(background)?.[0]) > 128).toBe(look.scheme === "light");
  expect(await audited(page, "faintTexts")).toEqual([]);
  expect(await audited(page, "unknownColours")).toEqual([]);
  await page.close();
  return { figures, drawings: seen.length };
}

/** The page, seen dark, as it would print: light, and not wider than the paper. For who wants to know more of it. */
export async function openPrinted(
  browser: Browser,
  address: string,
): Promise<{ page: Page; printed: ReturnType<Audit["printed"]> }> {
  const { page } = await openPage(browser, address, { scheme: "dark", width: 1280 });
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  await page.setViewportSize({ width: 718, height: 1000 });
  const printed = await audited(page, "printed");
  expect(printed.background).toBe("rgb(255, 255, 255)");
  expect(printed.tooWide).toBeLessThanOrEqual(0);
  return { page, printed };
}
