// Takes the README's picture of the report, docs/report.png: the first screen and the first charts of the default seed as of 2026-01-01,
// 1,200 pixels wide. Needs Chromium or Chrome; CHROMIUM in the environment names another one.

import { existsSync, mkdtempSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import pino from "pino";
import { chromium } from "playwright-core";
import { readReport } from "../src/http/run-report.ts";
import { openJobService } from "../src/jobs/service.ts";
import { runPage } from "../src/reports/html/run-page.ts";
import { resolveSpec } from "../src/spec/resolve.ts";

const picture = new URL("../docs/report.png", import.meta.url).pathname;
const browsers = [process.env["CHROMIUM"] ?? "", "/usr/bin/chromium", "/usr/bin/google-chrome"];
const view = { width: 1200, height: 900 };
/** The picture ends below this figure. */
const lastFigure = "#sessions-a-day";
const margin = 18;
const mostBytes = 300_000;

async function page(): Promise<string> {
  const dataDir = mkdtempSync(path.join(os.tmpdir(), "mockbuster-picture-"));
  const options = { workers: os.availableParallelism(), queueLimit: 1, runsKept: 1, logger: pino({ level: "silent" }) };
  const service = await openJobService({ dataDir, ...options });
  try {
    const limits = { maxCustomers: 10_000_000, today: "2026-01-01" };
    const { job } = await service.jobs.submit(resolveSpec({}, limits).spec, { publish: true, force: false });
    await service.jobs.waitFor(job.id, 60);
    const run = await service.runs.ofJob(job.id);
    return await runPage(run, await readReport(run), []);
  } finally {
    await service.close();
    rmSync(dataDir, { recursive: true, force: true });
  }
}

const executablePath = browsers.find((program) => existsSync(program));
if (executablePath === undefined) throw new Error("Chromium is not there: install it, or set CHROMIUM to its program");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
try {
  const shown = await browser.newPage({ viewport: view, colorScheme: "light" });
  await shown.setContent(await page());
  const box = await shown.locator(lastFigure).boundingBox();
  if (box === null) throw new Error(`The page has no figure ${lastFigure}`);
  const clip = { x: 0, y: 0, width: view.width, height: Math.ceil(box.y + box.height + margin) };
  await shown.screenshot({ path: picture, fullPage: true, clip });
} finally {
  await browser.close();
}
const { size } = statSync(picture);
if (size > mostBytes) throw new Error(`${picture} has ${size} bytes; ${mostBytes} are the most for a README`);
console.log(`${picture}: ${view.width} pixels wide, ${size} bytes`);
