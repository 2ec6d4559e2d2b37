// The console by keyboard, by ear, with weak eyes and on a phone: in both colour schemes, in the states that it shows.

import path from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { CodedError } from "../../src/errors.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";
import { openBrowser } from "../browser.ts";
import { pageScript } from "../page-script.ts";
import { type ConsolePage, openConsole } from "./console-page.ts";

const auditSource = pageScript(path.join(import.meta.dirname, "page-audit.js"));
const phone = { width: 390, height: 844 };
const desk = { width: 1280, height: 900 };

let browser: Browser;
let fixture: Fixture;
let opened: ConsolePage | undefined;

beforeAll(async () => {
  [browser, fixture] = await Promise.all([openBrowser(), openFixture()]);
});
afterAll(async () => {
  await browser.close();
  await fixture.close();
});
afterEach(async () => {
  await opened?.close();
  opened = undefined;
  fixture.jobs.jobs.clear();
});

async function auditOf(page: Page): Promise<string[]> {
  await page.evaluate(auditSource);
  return page.evaluate<string[]>("audit()");
}

/** Every part of the page on show: files, rows, verdicts opened, a failed job, faults at fields, a shared job. */
async function showEverything(page: Page): Promise<void> {
  await page.locator("#preview caption").waitFor({ state: "attached" });
  await page.locator("#verdicts-card").waitFor();
  await page.locator("#recent-rows tr").first().waitFor();
  await page.locator("#ticket").waitFor();
  for (const summary of await page.locator(".rule summary").all()) await summary.click();
  await page.locator("#estimate-details > summary").click();
  await page.locator("#more > summary").click();
  await page.locator("#customers").fill("0");
  await page.locator("#submit").click();
  await page.locator("#request-problem [role=alert]").waitFor();
}

test.each([
  ["light", desk],
  ["dark", desk],
  ["light", phone],
  ["dark", phone],
] as const)(
  "nothing is wrong with the page in %s at %o: names, references, tables, contrast, width",
  async (colorScheme, viewport) => {
    const problem = new CodedError("worker-died", "A worker ended with code 1.").toProblem("/jobs/x");
    const failed = jobOf({ ...spec, seed: "a long seed ".repeat(10) }, { state: "failed", problem, requests: 2 });
    const jobs = [
      failed,
      jobOf({ ...spec, seed: "1" }, { state: "queued" }),
      jobOf({ ...spec, seed: "2" }, { state: "running" }),
      jobOf({ ...spec, seed: "3" }, { state: "canceled" }),
      jobOf(spec, { state: "succeeded", published: true, governance: "undecided" }),
    ];
    for (const job of jobs) fixture.jobs.jobs.set(job.id, job);
    opened = await openConsole(browser, fixture.url, { colorScheme, viewport, hash: `#job=${failed.id}` });
    await showEverything(opened.page);
    expect(await auditOf(opened.page)).toEqual([]);
  },
);

test("the empty page has nothing wrong with it either, at 320 pixels", async () => {
  const published = fixture.runs.current;
  fixture.runs.current = undefined;
  try {
    opened = await openConsole(browser, fixture.url, { viewport: { width: 320, height: 600 } });
    await opened.page.getByText("Nothing is published yet.").waitFor();
    await opened.page.locator("#estimate-total", { hasText: "rows" }).waitFor();
    expect(await auditOf(opened.page)).toEqual([]);
  } finally {
    fixture.runs.current = published;
  }
});

test("audit() finds what is wrong when something is", async () => {
  opened = await openConsole(browser, fixture.url);
  const { page } = opened;
  await page.locator("#verdicts-card").waitFor();
  await page.evaluate(`
    document.querySelector("label[for=seed]").remove();
    document.querySelector("h2").id = "seed";
    document.querySelector("h2").style.color = "#999";
    document.body.append(document.createElement("h1"), document.createElement("table"));
    document.querySelector("footer, main").style.width = "3000px";
  `);
  const faults = (await auditOf(page)).join("\n");
  for (const words of [
    "the id seed is there twice",
    "has no name",
    "a contrast of",
    "not one h1",
    "no caption",
    "pixels too wide",
    "inline",
  ]) {
    expect(faults).toContain(words);
  }
});

test("with Tab and Enter alone: past the links, through the fields in order, to a started job; the focus is always seen", async () => {
  opened = await openConsole(browser, fixture.url);
  const { page } = opened;
  await page.locator("#estimate-total", { hasText: "rows" }).waitFor();
  const stops: string[] = [];
  while (stops.at(-1) !== "submit" && stops.length < 40) {
    await page.keyboard.press("Tab");
    const { id, outline } = await page.evaluate<{ id: string; outline: string }>(`(() => {
      const { id, textContent } = document.activeElement;
      const { outlineStyle, outlineWidth } = getComputedStyle(document.activeElement);
      return { id: id || textContent.trim(), outline: outlineStyle + " " + outlineWidth };
    })()`);
    expect(outline, id).toBe("solid 2px");
    if (stops.at(-1) !== id) stops.push(id);
    if (id === "customers") {
      await page.keyboard.press("Control+A");
      await page.keyboard.type("77");
    }
  }
  const wanted = ["skip", "report-link", "Swagger UI", "customers", "content", "seed", "asOf", "submit"];
  expect(stops.filter((stop) => wanted.includes(stop))).toEqual(wanted);
  await page.keyboard.press("Enter");
  await page.locator("#job-state", { hasText: "queued" }).waitFor();
  expect(fixture.jobs.submitted.at(-1)?.spec.customers).toBe(77);
  expect(await page.evaluate("document.activeElement.id")).toBe("job-heading");
  await page.keyboard.press("Tab");
  expect(await page.evaluate("document.activeElement.id")).toBe("cancel");
});

test("the link that skips to the content moves the focus there and leaves the open job in the address", async () => {
  const job = jobOf(spec, { state: "running" });
  fixture.jobs.jobs.set(job.id, job);
  opened = await openConsole(browser, fixture.url, { hash: `#job=${job.id}` });
  const { page } = opened;
  await page.locator("#job-state", { hasText: "running" }).waitFor();
  await page.keyboard.press("Tab");
  expect(
    await page.locator("#skip").evaluate((link) => (link as unknown as { offsetTop: number }).offsetTop),
  ).toBeGreaterThanOrEqual(0);
  await page.keyboard.press("Enter");
  expect(await page.evaluate("document.activeElement.id")).toBe("main");
  expect(page.url()).toContain(`#job=${job.id}`);
});

test("who asked for less motion gets none", async () => {
  opened = await openConsole(browser, fixture.url, { reducedMotion: "reduce" });
  const moving = await opened.page.evaluate<number>(`[...document.querySelectorAll("*")].filter((element) => {
    const { transitionDuration, animationName } = getComputedStyle(element);
    return transitionDuration !== "0s" || animationName !== "none";
  }).length`);
  expect(moving).toBe(0);
});
