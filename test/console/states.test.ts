// The console while a job waits, runs, fails and is canceled: a service whose jobs move only when the test says so.
// It is long because it has a test for each state.

import type { Browser } from "playwright-core";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { buildApp } from "../../src/app.ts";
import { CodedError } from "../../src/errors.ts";
import type { Job } from "../../src/jobs/job.ts";
import { ingestExample } from "../../src/openapi/ingest-examples.ts";
import { type Fixture, jobOf, openFixture, spec } from "../app/fixture.ts";
import { openBrowser } from "../browser.ts";
import { type ConsolePage, openConsole, refusedRequest } from "./console-page.ts";

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
  fixture.jobs.submitted.length = 0;
  fixture.jobs.refusal = undefined;
});

async function open(hash = "", prepare?: Parameters<typeof openConsole>[2]): Promise<ConsolePage> {
  opened = await openConsole(browser, fixture.url, { hash, ...prepare });
  return opened;
}

/** A job that the service knows. */
function add(change: Partial<Job>): Job {
  const job = jobOf(spec, change);
  fixture.jobs.jobs.set(job.id, job);
  return job;
}

const hashOf = ({ id }: Job): string => `#job=${id}`;
const progressOf = (job: Job, fraction: number, rowsWritten: number): Job["progress"] => ({
  ...job.progress,
  fraction,
  rowsWritten,
  rowsExpected: 4_000_000,
  rowsPerSecond: 250_000,
  etaSeconds: 75,
});

test("an ingest says what it loaded, and offers nothing to publish or to generate anew", async () => {
  const job = ingestExample;
  fixture.jobs.jobs.set(job.id, job);
  const { page, faults } = await open(hashOf(job));
  await page
    .locator("#job-note", { hasText: /^It loaded [\d,]+ rows into the warehouse and rejected \d+\.$/ })
    .waitFor();
  for (const id of ["publish-again", "show-files", "run-again", "cancel"]) {
    expect([id, await page.locator(`#${id}`).isVisible()]).toEqual([id, false]);
  }
  await page.locator("#recent-rows tr", { hasText: "succeeded ingest" }).waitFor();
  expect(faults).toEqual([]);
});

test("an ingest of a file that has been changed since it was written says which", async () => {
  const { plans, ...others } = ingestExample.result!.datasets;
  const datasets = { ...others, plans: { ...plans, manifest: "differs" as const } };
  const job = { ...ingestExample, result: { ...ingestExample.result!, datasets } };
  fixture.jobs.jobs.set(job.id, job);
  const { page } = await open(hashOf(job));
  await page.locator("#job-note", { hasText: /rejected \d+\. Changed since written: plans\.$/ }).waitFor();
});

test("progress arrives by itself: share, rows, speed, time left and each dataset; every quarter is read out, once", async () => {
  const job = add({ state: "running", startedAt: "2026-01-01T09:00:00.000Z" });
  const { page, faults, announcements } = await open(hashOf(job));
  await page.locator("#job-state", { hasText: "running" }).waitFor();
  for (const fraction of [0.1, 0.3, 0.34, 0.56, 0.99]) {
    const progress = progressOf(job, fraction, Math.round(4_000_000 * fraction));
    progress.datasets = { ...progress.datasets, customers: { state: "done", rows: 300, bytes: 27_000 } };
    fixture.jobs.change(job.id, { progress });
    await page.locator("#job-fraction", { hasText: `${Math.floor(fraction * 100)} %` }).waitFor();
  }
  expect(await page.locator("#job-rows").textContent()).toBe("3,960,000 of 4M");
  expect(await page.locator("#job-speed").textContent()).toBe("250K");
  expect(await page.locator("#job-time").textContent()).toBe("1 min 15 s");
  expect(await page.locator("#job-datasets li").first().textContent()).toBe("customersdone300 rows27 kB");
  expect(await page.getByRole("progressbar").evaluate((bar) => (bar as unknown as { value: number }).value)).toBe(0.99);
  fixture.jobs.change(job.id, { state: "succeeded", progress: progressOf(job, 1, 4_000_123), governance: "fail" });
  await page.locator("#job-verdict", { hasText: "a claim fails" }).waitFor();
  expect(await announcements()).toEqual([
    "25 % done.",
    "50 % done.",
    "75 % done.",
    "The job is done: 4,000,123 rows written. Verdict: a claim fails.",
  ]);
  expect(faults).toEqual([]);
});

test("the address holds the open job: reloading the page, and going back, bring it back", async () => {
  const job = add({ state: "running" });
  const { page } = await open();
  await page.locator("#recent-rows a").click();
  await page.locator("#job-id", { hasText: job.id }).waitFor();
  expect(page.url()).toBe(`${fixture.url}/${hashOf(job)}`);
  await page.reload();
  await page.locator("#job-id", { hasText: job.id }).waitFor();
  await page.goBack();
  await page.locator("#job-empty").waitFor();
  await page.goForward();
  await page.locator("#job-id", { hasText: job.id }).waitFor();
});

test("an address that names no job shows the problem as the service wrote it", async () => {
  const { page, faults } = await open(`#job=${"0".repeat(32)}`);
  const problem = page.locator("#job-refusal [role=alert]");
  await problem.waitFor();
  expect(await problem.textContent()).toContain("There is no such job");
  expect(await problem.textContent()).toContain("GET /jobs lists the jobs.");
  expect(faults).toEqual([refusedRequest(404, "Not Found", `/jobs/${"0".repeat(32)}`)]);
});

test("Cancel stops a job of one's own, keeps the focus on the page, and says that it was canceled", async () => {
  const job = add({ state: "running" });
  const { page, announcements } = await open(hashOf(job));
  await page.locator("#cancel").press("Enter");
  await page.locator("#job-state", { hasText: "canceled" }).waitFor();
  expect(await page.locator("#cancel").isVisible()).toBe(false);
  expect(await page.evaluate("document.activeElement.id")).toBe("job-heading");
  await expect.poll(announcements).toContain("The job has been canceled.");
  expect(fixture.jobs.get(job.id).state).toBe("canceled");
});

test("a job that others asked for too is canceled only after a second, plain choice", async () => {
  const job = add({ state: "running", requests: 2 });
  const { page } = await open(hashOf(job));
  await page.locator("#cancel").click();
  const problem = page.locator("#job-refusal [role=alert]");
  await problem.waitFor();
  expect(await problem.textContent()).toContain("Other clients asked for the same job");
  await page.getByRole("button", { name: "Let it run" }).click();
  expect(await problem.count()).toBe(0);
  expect(fixture.jobs.get(job.id).state).toBe("running");
  await page.locator("#cancel").click();
  await page.getByRole("button", { name: "Cancel it for everyone" }).click();
  await page.locator("#job-state", { hasText: "canceled" }).waitFor();
});

test("the list of recent jobs cancels too", async () => {
  const job = add({ state: "queued" });
  const { page } = await open();
  await page.locator("#recent-rows").getByRole("button", { name: "Cancel" }).click();
  await page.locator("#job-state", { hasText: "canceled" }).waitFor();
  expect(fixture.jobs.get(job.id).state).toBe("canceled");
});

test("a failed job shows its problem, and Run again posts its very spec", async () => {
  const failure = new CodedError("worker-died", "A worker ended with code 1.").toProblem("/jobs/x");
  const job = add({
    state: "failed",
    problem: failure,
    spec: { ...spec, behaviour: { "weekend-lift": { lift: 1.6 } } },
  });
  const { page } = await open(hashOf(job));
  await page.locator("#job-problem [role=alert]", { hasText: "A worker thread died while the job ran" }).waitFor();
  expect(await page.locator("#job-spec").textContent()).toContain('weekend-lift {"lift":1.6}');
  await page.getByRole("button", { name: "Run again" }).click();
  await expect.poll(() => fixture.jobs.submitted.length).toBe(1);
  expect(fixture.jobs.submitted[0]).toMatchObject({ spec: job.spec, options: { force: false } });
});

test("faults stand at their fields, are listed beside the button, and go once they are corrected", async () => {
  const { page, faults } = await open();
  await page.locator("#customers").fill("0");
  await page.locator("#content").fill("lots");
  await page.locator("#asOf").fill("1999-12-31");
  await page.locator("#more > summary").click();
  await page.locator("#behaviour").fill('{ "weekend-lift": { "lift": 99 } }');
  await page.getByRole("button", { name: "Generate" }).click();
  const problem = page.locator("#request-problem [role=alert]");
  await problem.waitFor();
  expect(await page.evaluate("document.activeElement.id")).toBe("customers");
  for (const [id, words] of [
    ["customers", "This must be a whole number of at least 1, but is 0."],
    ["content", 'This must be a whole number from 10 to 1000000, but is "lots".'],
    ["behaviour", "/behaviour/weekend-lift/lift: This must be a number from 0 to 10, but is 99."],
  ] as const) {
    expect(await page.locator(`#${id}`).getAttribute("aria-invalid")).toBe("true");
    expect(await page.locator(`#${id}`).getAttribute("aria-describedby")).toContain(`${id}-fault`);
    expect(await page.locator(`#${id}-fault`).textContent()).toBe(words);
  }
  expect(await problem.locator("li").count()).toBe(3);
  await problem.getByRole("button", { name: "/behaviour/weekend-lift/lift" }).click();
  expect(await page.evaluate("document.activeElement.id")).toBe("behaviour");
  await page.locator("#customers").fill("10");
  await page.locator("#content").fill("50");
  await page.locator("#behaviour").fill("");
  // A date that the schema admits and the model refuses is found once the rest is in order.
  await page.locator("#asOf-fault", { hasText: "1999-12-31 lies outside 2000-01-01 to 2100-12-31." }).waitFor();
  await page.locator("#asOf").fill("2026-01-01");
  await page.locator("#estimate-total", { hasText: "rows" }).waitFor();
  expect(await page.locator("[aria-invalid]").count()).toBe(0);
  expect(new Set(faults)).toEqual(
    new Set(["/estimate", "/generate"].map((path) => refusedRequest(400, "Bad Request", path))),
  );
});

test("overrides that are no JSON are told at once, and nothing is sent", async () => {
  const { page } = await open();
  await page.locator("#more > summary").click();
  await page.locator("#behaviour").fill("{ lift: 2 }");
  await page.getByRole("button", { name: "Generate" }).click();
  expect(await page.locator("#behaviour-fault").textContent()).toMatch(/^This is not JSON: /);
  expect(await page.evaluate("document.activeElement.id")).toBe("behaviour");
  expect(fixture.jobs.submitted).toEqual([]);
});

test("a full queue is told with the seconds after which to try again, and the same click works then", async () => {
  fixture.jobs.refusal = new CodedError("queue-full", "16 jobs wait.", { headers: { "retry-after": "12" } });
  const { page } = await open();
  await page.getByRole("button", { name: "Generate" }).click();
  const problem = page.locator("#request-problem [role=alert]");
  await problem.waitFor();
  expect(await problem.textContent()).toContain("Try again in 12 s.");
  fixture.jobs.refusal = undefined;
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#job-state", { hasText: "queued" }).waitFor();
  expect(await problem.count()).toBe(0);
});

test("datasets, overrides and publishing are sent as chosen, and Use these settings fills the form with them", async () => {
  const { page } = await open();
  await page.locator("#more > summary").click();
  await page.locator("#seed").fill("été 7");
  await page.getByRole("checkbox", { name: "usage_logs" }).uncheck();
  await page.locator("#publish").uncheck();
  await page.locator("#behaviour").fill('{ "weekend-lift": { "lift": 2 } }');
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#job-state", { hasText: "queued" }).waitFor();
  const [{ spec: sent, options } = { spec: undefined, options: undefined }] = fixture.jobs.submitted;
  expect(sent).toMatchObject({
    seed: "été 7",
    datasets: ["customers", "plans", "content", "subscriptions"],
    behaviour: { "weekend-lift": { lift: 2 } },
  });
  expect(options?.publish).toBe(false);
  await page.reload();
  await page.getByRole("button", { name: "Use these settings" }).click();
  expect(await page.locator("#seed").inputValue()).toBe("été 7");
  expect(await page.getByRole("checkbox", { name: "usage_logs" }).isChecked()).toBe(false);
  expect(JSON.parse(await page.locator("#behaviour").inputValue())).toEqual({ "weekend-lift": { lift: 2 } });
});

test("scripts that come late keep what was typed before them", async () => {
  const wasDisabled: boolean[] = [];
  opened = await openConsole(browser, fixture.url, {
    prepare: async (loading) => {
      await loading.route("**/console/console.js", async (route) => {
        await loading.locator("#customers").fill("1234");
        wasDisabled.push(await loading.locator("#submit").isDisabled());
        await route.continue();
      });
    },
  });
  const { page } = opened;
  expect(wasDisabled).toEqual([true]);
  await page.locator("#estimate-total", { hasText: "rows" }).waitFor();
  expect(await page.locator("#customers").inputValue()).toBe("1234");
  await page.getByRole("button", { name: "Generate" }).click();
  await expect.poll(() => fixture.jobs.submitted.at(0)?.spec.customers).toBe(1234);
});

test("a service that goes away is told, and everything goes on once it is back", async () => {
  const job = add({ state: "running" });
  const { page } = await open(hashOf(job));
  await page.locator("#job-state", { hasText: "running" }).waitFor();
  const { port } = new URL(fixture.url);
  await fixture.app.close();
  await page.getByRole("button", { name: "Generate" }).click();
  await page.locator("#connection", { hasText: "The service cannot be reached. Trying again…" }).waitFor();
  expect(await page.locator("#request-problem [role=alert]").textContent()).toContain("cannot be reached");
  const { jobs, runs, verification } = fixture;
  const history = { list: () => ({ entries: [], nextCursor: null }) };
  const back = await buildApp(
    { maxCustomers: 1000 },
    { jobs, runs, history, verification, isWritable: async () => true },
  );
  await back.listen({ host: "127.0.0.1", port: Number(port) });
  try {
    fixture.jobs.change(job.id, { state: "succeeded", progress: progressOf(job, 1, 5) });
    await page.locator("#job-state", { hasText: "succeeded" }).waitFor();
    expect(await page.locator("#connection").textContent()).toBe("");
  } finally {
    await back.close();
  }
});
