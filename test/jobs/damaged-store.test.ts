// A job store that is damaged in any way is moved aside, said, and rebuilt from the runs that are kept.

import { cpSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { dataDirectory } from "../../src/storage/data-directory.ts";
import { lockDataDirectory } from "../../src/storage/lock.ts";
import { logLines } from "./log-lines.ts";
import { complete, newDataDir, openService, publish, specOf } from "./open-service.ts";

/** Changes a text in a file for another of its length. */
function rewrite(file: string, text: string, other: string): void {
  const bytes = readFileSync(file);
  const at = bytes.indexOf(text);
  expect(at).toBeGreaterThan(0);
  bytes.write(other, at, "latin1");
  writeFileSync(file, bytes);
}

function overwrite(file: string, from: number): void {
  const bytes = readFileSync(file);
  writeFileSync(file, Buffer.concat([bytes.subarray(0, from), Buffer.alloc(bytes.length - from, 0xa5)]));
}

const damages: readonly [what: string, damage: (file: string) => void, isMovedAside: boolean][] = [
  ["in its header", (file) => rewrite(file, "format 3", "gone  \0\0"), true],
  ["in its pages", (file) => overwrite(file, 4096), true],
  ["in the letters of a record", (file) => rewrite(file, '"spec":{', '"spec":x'), true],
  [
    "to another kind of file",
    (file) => writeFileSync(file, "not a database, but long enough to be one".repeat(200)),
    true,
  ],
  ["to no bytes at all", (file) => truncateSync(file), false],
  ["by its removal", (file) => rmSync(file), false],
  ["by a log that is none of its own", (file) => writeFileSync(`${file}-wal`, Buffer.alloc(50_000, 0xa5)), false],
];

test("a job store that is damaged in any way is rebuilt from the runs: jobs, what is published, and the history of verdicts", async () => {
  const original = newDataDir();
  const before = await openService(original);
  const first = await complete(before, specOf({ seed: 1 }));
  const second = await complete(before, specOf({ seed: 2, datasets: ["customers", "plans"] }));
  const history = before.history.list({ limit: 9 }).entries;
  await before.close();
  for (const [what, damage, isMovedAside] of damages) {
    const dataDir = newDataDir();
    cpSync(original, dataDir, { recursive: true, verbatimSymlinks: true });
    const file = path.join(dataDir, "jobs.sqlite");
    damage(file);
    const log = logLines();
    const service = await openService(dataDir, { logger: log.logger });
    const { jobs } = service.jobs.list({ limit: 9, state: "succeeded" });
    expect(
      jobs.map(({ id, published }) => [id, published]),
      what,
    ).toEqual([
      [second.id, true],
      [first.id, false],
    ]);
    for (const { id, spec, datasets, governance, verdicts, modelVersion } of [first, second]) {
      const told = datasets?.map(({ path: _path, ...rest }) => rest);
      const kept = service.jobs.get(id);
      expect(kept, what).toMatchObject({ spec, governance, verdicts, modelVersion, datasets: told });
      expect((await service.runs.ofJob(id)).manifest.job).toBe(id);
    }
    expect((await service.runs.published())?.manifest.job).toBe(second.id);
    expect(service.history.list({ limit: 9 }).entries, what).toEqual(history);
    expect(existsSync(`${file}.damaged-1`), what).toBe(isMovedAside);
    expect(log.events().includes("job-store-damaged"), what).toBe(isMovedAside);
    const again = await service.jobs.submit(specOf({ seed: 1 }), publish);
    expect([again.existing, again.job.published]).toEqual([true, true]);
    await service.close();
  }
}, 120_000);

test("every damaged job store is kept under a number of its own, and a whole one is left alone", async () => {
  const dataDir = newDataDir();
  const file = path.join(dataDir, "jobs.sqlite");
  for (const text of ["first", "second"]) {
    await (await openService(dataDir)).close();
    writeFileSync(file, text.repeat(2000));
  }
  await (await openService(dataDir)).close();
  await (await openService(dataDir)).close();
  expect(readdirSync(dataDir).filter((name) => name.includes("damaged"))).toEqual([
    "jobs.sqlite.damaged-1",
    "jobs.sqlite.damaged-2",
  ]);
  expect(readFileSync(`${file}.damaged-2`, "utf8")).toMatch(/^second/);
});

test("a file of the lock that is no database does not keep the service from starting, nor two from being told apart", async () => {
  const dataDir = newDataDir();
  await (await openService(dataDir)).close();
  const file = path.join(dataDir, "lock.sqlite");
  writeFileSync(file, "not a database".repeat(500));
  const lock = lockDataDirectory(dataDirectory(dataDir));
  expect(statSync(file).size).toBe(0);
  await expect(openService(dataDir)).rejects.toMatchObject({ code: "data-directory-locked" });
  lock.release();
});
