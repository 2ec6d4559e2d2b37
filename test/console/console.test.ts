// The console before a whole service: a job from the first click to the downloaded file, with real workers and files.

import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { pino } from "pino";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type App, buildApp } from "../../src/app.ts";
import type { Governance } from "../../src/checks/schemas.ts";
import { datasetNames } from "../../src/datasets.ts";
import { type OpenJobService, openJobService } from "../../src/jobs/service.ts";
import { isWritable } from "../../src/storage/data-directory.ts";
import { openBrowser } from "../browser.ts";
import { type ConsolePage, openConsole } from "./console-page.ts";

interface PublishedFile {
  readonly name: string;
  readonly rows: number;
  readonly sha256: string;
}

let dataDir: string;
let service: OpenJobService;
let app: App;
let url: string;
let browser: Browser;
let console_: ConsolePage;

/** Workers start slowly beside other tests. Milliseconds. */
const jobPatience = { timeout: 50_000 };

const get = async <T>(where: string): Promise<T> => (await fetch(`${url}/${where}`)).json() as Promise<T>;
const published = async (): Promise<PublishedFile[]> => (await get<{ datasets: PublishedFile[] }>("datasets")).datasets;

beforeAll(async () => {
  dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-console-"));
  const logger = pino({ level: "silent" });
  service = await openJobService({ dataDir, workers: 1, queueLimit: 2, runsKept: 2, logger });
  const { jobs, runs, history, verification } = service;
  const isReady = (): Promise<boolean> => isWritable(dataDir);
  app = await buildApp(
    { maxCustomers: 1_000_000 },
    { jobs, runs, history, verification, isWritable: isReady, today: () => "2026-01-01" },
  );
  url = await app.listen({ host: "127.0.0.1", port: 0 });
  browser = await openBrowser();
  console_ = await openConsole(browser, url);
});
afterAll(async () => {
  await browser.close();
  await Promise.all([app.close(), service.jobs.close()]);
  await service.close();
  rmSync(dataDir, { recursive: true, force: true });
});

test("before the first job every part of the page says what to do", async () => {
  const { page } = console_;
  await page.getByText("Nothing is published yet. Generate a job").waitFor();
  await page.getByText("There are no jobs yet.").waitFor();
  expect(await page.locator("#job-empty").textContent()).toContain("Start one with the form");
  expect(await page.getByRole("link", { name: "Report" }).count()).toBe(0);
});

test("the estimate follows what is typed, and is what POST /estimate says", async () => {
  const { page } = console_;
  expect(await page.locator("#asOf").inputValue()).toBe("2026-01-01");
  await page.locator("#customers").fill("2,000");
  await page.locator("#content").fill("60");
  const answer = await fetch(`${url}/estimate`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ customers: 2000, content: 60, asOf: "2026-01-01" }),
  });
  const { totals } = (await answer.json()) as { totals: { rows: { expected: number } } };
  const rows = new Intl.NumberFormat("en").format(Math.round(totals.rows.expected));
  await page.locator("#estimate-total", { hasText: `${rows} rows, ` }).waitFor();
  expect(await page.locator("#estimate-interval").textContent()).toMatch(
    /^95 times in 100: .+ to .+ rows, .+ to .+\.$/,
  );
});

test("a click on Generate starts the job; its progress, its end, its settings and its verdict are shown", async () => {
  const { page, announcements } = console_;
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#job-state", { hasText: "succeeded" }).waitFor(jobPatience);
  const [job] = service.jobs.list({ limit: 1 }).jobs;
  expect(await page.evaluate("location.hash")).toBe(`#job=${job!.id}`);
  expect(job!.spec).toMatchObject({ customers: 2000, content: 60, seed: "42", asOf: "2026-01-01" });
  expect(await page.locator("#job-fraction").textContent()).toBe("100 %");
  expect(await page.locator("#job-spec").textContent()).toContain("2,000");
  expect(await page.locator("#job-datasets li.is-done b").allTextContents()).toEqual([...datasetNames]);
  const words = { pass: "claims hold", fail: "a claim fails", undecided: "undecided" };
  expect(await page.locator("#job-verdict").textContent()).toBe(words[job!.governance!]);
  const spoken = await announcements();
  expect(spoken[0]).toBe("The job was taken on.");
  expect(spoken.at(-1)).toMatch(/^The job is done: [\d,]+ rows written\./);
});

test("the published files are listed as GET /datasets gives them, and a download has the digest that stands beside it", async () => {
  const { page } = console_;
  const files = await published();
  await page.locator("#files-card").waitFor();
  for (const { name, rows, sha256 } of files) {
    const row = page.locator("#files-rows tr", { hasText: name });
    expect(await row.textContent()).toContain(new Intl.NumberFormat("en").format(rows));
    expect(await row.locator("code").getAttribute("title")).toBe(sha256);
  }
  const wanted = files.find(({ name }) => name === "usage_logs")!;
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "Download usage_logs as CSV" }).click();
  const saved = await download;
  expect(saved.suggestedFilename()).toBe("usage_logs.csv");
  const bytes = readFileSync(await saved.path());
  expect(createHash("sha256").update(bytes).digest("hex")).toBe(wanted.sha256);
});

test("a dataset's button shows its first ten rows, column by column as the file has them", async () => {
  const { page } = console_;
  await page.getByRole("button", { name: "subscriptions: show the first rows" }).click();
  await page.locator("#preview caption", { hasText: "The first rows of subscriptions" }).waitFor({ state: "attached" });
  const head = await page
    .locator("#preview-scroll thead th")
    .evaluateAll((cells) =>
      cells.map((cell) => (cell as { firstChild?: { textContent?: string } }).firstChild?.textContent),
    );
  const shown = await page
    .locator("#preview-scroll tbody tr")
    .evaluateAll((rows) =>
      rows.map((row) =>
        [...(row as unknown as { cells: { textContent: string }[] }).cells].map(({ textContent }) =>
          textContent === "null" ? "" : textContent,
        ),
      ),
    );
  const lines = readFileSync(path.join(dataDir, "raw", "subscriptions.csv"), "utf8")
    .split("\n")
    .slice(0, 11);
  expect([head, ...shown]).toEqual(lines.map((line) => line.split(",")));
  const { sha256 } = (await published()).find(({ name }) => name === "subscriptions")!;
  expect(await page.locator("#preview-facts").textContent()).toContain(sha256);
});

test("the verdicts are those of GET /governance, each rule with its checks", async () => {
  const { page } = console_;
  const { verdict, counts, checks } = await get<Governance>("governance");
  await page.locator("#verdicts-card").waitFor();
  const line = await page.locator("#verdicts-line").textContent();
  expect(line).toContain(verdict);
  expect(line).toContain(String(counts.pass));
  const rules = await page.locator(".rule-name").allTextContents();
  expect(rules.toSorted()).toEqual([...new Set(checks.map(({ rule }) => rule))].sort());
  expect(await page.locator(".checks tbody tr").count()).toBe(checks.length);
});

test("the report, Swagger UI and the archive are where the links lead", async () => {
  const { page } = console_;
  const report = await page.getByRole("link", { name: "Open the report" }).getAttribute("href");
  const { status, headers } = await fetch(new URL(report!, url));
  expect([status, headers.get("content-type")?.split(";")[0]]).toEqual([200, "text/html"]);
  for (const name of ["Swagger UI", "OpenAPI", "Metrics"]) {
    const href = await page.getByRole("navigation").getByRole("link", { name }).getAttribute("href");
    expect((await fetch(new URL(href!, url))).status).toBe(200);
  }
  const download = page.waitForEvent("download");
  await page.getByRole("link", { name: "All as one zip" }).click();
  expect(
    readFileSync(await (await download).path())
      .subarray(0, 2)
      .toString(),
  ).toBe("PK");
});

test("the same settings again find the job that was done, and say so", async () => {
  const { page } = console_;
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await page.locator("#job-note", { hasText: "This job was done before" }).waitFor();
  expect(service.jobs.list({ limit: 5 }).jobs).toHaveLength(1);
});

test("a chosen scenario says what it shows, changes the estimate, and its overrides stand on the job's ticket", async () => {
  const { page } = console_;
  const { scenarios } = await get<{ scenarios: { name: string; summary: string; behaviour: object }[] }>("scenarios");
  expect(await page.locator("#scenario option").allTextContents()).toEqual([
    "None: everyday behaviour",
    ...scenarios.map(({ name }) => name),
  ]);
  const [scenario] = scenarios;
  const before = await page.locator("#estimate-total").textContent();
  await page.locator("#scenario").selectOption(scenario!.name);
  expect(await page.locator("#scenario-hint").textContent()).toContain(scenario!.summary);
  await expect.poll(() => page.locator("#estimate-total").textContent()).not.toBe(before);
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  const [rule] = Object.keys(scenario!.behaviour);
  await page.locator("#job-spec", { hasText: `${rule} {` }).waitFor();
  await page.locator("#job-state", { hasText: "succeeded" }).waitFor(jobPatience);
  await page.locator("#scenario").selectOption("");
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await page.locator("#job-note", { hasText: "This job was done before" }).waitFor();
});

test("an older run's files can be looked at, and published again", async () => {
  const { page } = console_;
  const before = (await published()).find(({ name }) => name === "customers")!;
  await page.locator("#seed").fill("another");
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await page.locator("#job-spec", { hasText: "another" }).waitFor();
  await page.locator("#recent-rows tr").nth(2).waitFor();
  await page.locator("#job-state", { hasText: "succeeded" }).waitFor(jobPatience);
  await page.locator("#recent-rows tr").nth(1).getByRole("link").click();
  await page.getByRole("button", { name: "Show its files" }).click();
  await page.getByRole("heading", { name: "Files of an older run" }).waitFor();
  expect(await page.locator("#files-rows code").first().getAttribute("title")).toBe(before.sha256);
  await page.getByRole("button", { name: "Publish these files" }).click();
  await page.locator("#job-note", { hasText: "Its files are the published ones." }).waitFor();
  expect((await published()).find(({ name }) => name === "customers")!.sha256).toBe(before.sha256);
  await page.getByRole("heading", { name: "Published files" }).waitFor();
});

test("a larger job shows rows as they are written, and stops when it is canceled; what is published stays", async () => {
  const { page } = console_;
  const before = await published();
  await page.locator("#customers").fill("150,000");
  await page.getByRole("button", { name: "Generate", exact: true }).click();
  await page.locator("#job-state", { hasText: "running" }).waitFor(jobPatience);
  await page.locator("#job-rows", { hasText: /^[1-9][\d,]* of / }).waitFor(jobPatience);
  await page.locator("#job-datasets li.is-running, #job-datasets li.is-done").first().waitFor();
  await page.getByRole("button", { name: "Cancel" }).first().click();
  await page.locator("#job-state", { hasText: "canceled" }).waitFor();
  expect(await published()).toEqual(before);
});

test("in all this the page met no error, broke no policy and asked nobody but its own service", () => {
  expect(console_.faults).toEqual([]);
});

test("the policy of the page lets no script run that was written into it", async () => {
  const guarded = await openConsole(browser, url);
  const ran = await guarded.page.evaluate<boolean>(`(() => {
    const script = document.createElement("script");
    script.textContent = "window.hasRun = true";
    document.head.append(script);
    return window.hasRun === true;
  })()`);
  expect(ran).toBe(false);
  expect(guarded.faults.join()).toMatch(/Content Security Policy/);
  await guarded.close();
});
