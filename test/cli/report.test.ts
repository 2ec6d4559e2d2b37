// `mockbuster report`: the report of a run as JSON or as a page, beside a service that may be at work.

import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { complete, newDataDir, openService, specOf } from "../jobs/open-service.ts";
import { type Outcome, runCli } from "./run.ts";

const report = (args: readonly string[], dataDir: string): Promise<Outcome> => runCli(["report", ...args], dataDir);

test("mockbuster report prints the report of the published run as JSON, that of --job's run, and with --html a page", async () => {
  const dataDir = newDataDir();
  const service = await openService(dataDir);
  const earlier = await complete(service, specOf({ seed: "earlier" }));
  const latest = await complete(service, specOf({ seed: "latest" }));
  const published = await report([], dataDir);
  expect([published.exitCode, published.err]).toEqual([0, ""]);
  expect(JSON.parse(published.out)).toEqual(JSON.parse(readFileSync(path.join(dataDir, "raw", "report.json"), "utf8")));
  const before = await report(["--job", earlier.id], dataDir);
  expect(JSON.parse(before.out)).toMatchObject({ job: earlier.id, seed: "earlier" });
  const page = await report(["--html"], dataDir);
  expect([page.exitCode, page.err]).toEqual([0, ""]);
  expect(page.out).toMatch(/^<!doctype html>[\s\S]*<\/html>\n$/);
  expect(page.out).toContain(latest.id);
  // Both runs' verdicts are kept in the job store, which the service has open.
  expect(page.out).toContain("2 kept runs of this model version");
});

test("mockbuster report --html FILE writes the page, and says why when it cannot", async () => {
  const dataDir = newDataDir();
  await complete(await openService(dataDir), specOf());
  const file = path.join(dataDir, "report.html");
  const written = await report(["--html", file], dataDir);
  expect(written).toEqual({ exitCode: 0, out: "", err: "" });
  expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>/);
  const nowhere = await report(["--html", path.join(dataDir, "no-such-folder", "report.html")], dataDir);
  expect(nowhere.exitCode).toBe(1);
  expect(nowhere.err).toContain("no-such-folder");
});

test("mockbuster report says what to do when there is no run to report on", async () => {
  const dataDir = newDataDir();
  const nothing = await report([], dataDir);
  expect(nothing.exitCode).toBe(1);
  expect(nothing.err).toContain("run mockbuster generate first");
  await complete(await openService(dataDir), specOf());
  const unknown = await report(["--html", "--job", "0".repeat(32)], dataDir);
  expect([unknown.exitCode, unknown.out]).toEqual([1, ""]);
  expect(unknown.err).toContain(`No run of the job ${"0".repeat(32)} is kept`);
});
