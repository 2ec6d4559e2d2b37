// A clock that is set forwards and backwards by hours, between jobs and during them: what is ordered, removed and measured does not
// follow it.

import { expect, test } from "vitest";
import type { JobProgress } from "../../src/jobs/job.ts";
import { complete, newDataDir, openService, publish, runDirectories, specOf } from "./open-service.ts";

const hour = 3_600_000;

test("a clock that jumps evicts no newer run before an older one, and lists jobs and publications in the order they had", async () => {
  const dataDir = newDataDir();
  let time = Date.parse("2026-01-01T12:00:00Z");
  const service = await openService(dataDir, { runsKept: 2, now: () => new Date(time) });
  const ids: string[] = [];
  const publications: number[] = [];
  for (const [seed, jump] of [0, 5, -9, -3].entries()) {
    time += jump * hour;
    ids.push((await complete(service, specOf({ seed }))).id);
    publications.push((await service.runs.published())?.publishedAt ?? 0);
  }
  expect(service.jobs.list({ limit: 9 }).jobs.map(({ id }) => id)).toEqual(ids.toReversed());
  // What is old is removed after a job has been announced.
  await service.close();
  // Of the four, the one published and the two before it, although by the clock the first ended after the third.
  expect(runDirectories(dataDir)).toEqual(
    ids
      .slice(1)
      .map((id) => `${id}-1`)
      .sort(),
  );
  expect(publications).toEqual(publications.toSorted((a, b) => a - b));
  expect(new Set(publications).size).toBe(publications.length);
});

test("a clock that jumps while a job runs leaves its progress finite, rising and not negative", async () => {
  let time = Date.parse("2026-01-01T12:00:00Z");
  let readings = 0;
  // Every reading is hours away from the one before.
  const now = (): Date => {
    time += (readings++ % 2 === 0 ? -7 : 5) * hour;
    return new Date(time);
  };
  const service = await openService(newDataDir(), { now });
  const { job } = await service.jobs.submit(specOf({ customers: 4000 }), publish);
  const seen: JobProgress[] = [];
  for await (const event of service.jobs.events(job.id, undefined, new AbortController().signal)) {
    seen.push(event.job.progress);
  }
  expect((await service.jobs.waitFor(job.id, 1)).state).toBe("succeeded");
  expect(seen.length).toBeGreaterThan(1);
  for (const { fraction, rowsPerSecond, etaSeconds, rowsWritten } of seen) {
    for (const number of [fraction, rowsPerSecond, etaSeconds ?? 0, rowsWritten]) {
      expect(Number.isFinite(number) && number >= 0, JSON.stringify(seen)).toBe(true);
    }
    expect(etaSeconds ?? 0).toBeLessThan(1000);
  }
  const fractions = seen.map(({ fraction }) => fraction);
  expect(fractions).toEqual(fractions.toSorted((a, b) => a - b));
});
