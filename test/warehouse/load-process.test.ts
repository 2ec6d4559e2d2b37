// Loads in a process of their own: stopped, killed at any moment, or failing, they leave the warehouse that was there and nothing else.

import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { loadWarehouse } from "../../src/warehouse/load.ts";
import { LoadProcess, LoadStoppedError } from "../../src/warehouse/load-process.ts";
import type { LoadProgress } from "../../src/warehouse/load-progress.ts";
import { rowsIn, sourceDirectory, worldLines } from "./source-directories.ts";

interface Place {
  readonly from: string;
  readonly target: string;
}

/** Files, and a directory with a warehouse made of them. */
async function loadedPlace(): Promise<Place> {
  const from = sourceDirectory();
  const target = path.join(from, "w", "warehouse.sqlite");
  mkdirSync(path.dirname(target));
  await loadWarehouse({ from, target });
  return { from, target };
}

function processOf({ from, target }: Place, onProgress?: (progress: LoadProgress) => void): LoadProcess {
  return new LoadProcess({ from, target, source: "files", ...(onProgress === undefined ? {} : { onProgress }) });
}

test("LoadProcess builds beside the warehouse, tells its progress, and put() is what readers see", async () => {
  const place = await loadedPlace();
  const before = readFileSync(place.target);
  let last: LoadProgress | undefined;
  const load = processOf(place, (progress) => {
    last = progress;
  });
  const { datasets } = await load.build();
  expect(Object.values(last?.datasets ?? {}).map(({ state }) => state)).toEqual(Array(5).fill("done"));
  expect(datasets.usage_logs).toEqual({ loaded: worldLines.usage_logs.length, rejected: 0, manifest: "absent" });
  expect(readFileSync(place.target).equals(before)).toBe(true);
  expect(readdirSync(path.dirname(place.target))).toHaveLength(2);
  load.put();
  expect(rowsIn(place.target, "SELECT value FROM warehouse WHERE key = 'source'")).toEqual([{ value: "files" }]);
  expect(readdirSync(path.dirname(place.target))).toEqual(["warehouse.sqlite"]);
});

test("a coded failure comes out of the process as it was", async () => {
  const place = await loadedPlace();
  writeFileSync(path.join(place.from, "plans.csv"), "");
  const before = readFileSync(place.target);
  await expect(processOf(place).build()).rejects.toMatchObject({
    ...{ code: "source-truncated", message: "plans.csv has been cut off: it is empty." },
  });
  expect(readFileSync(place.target).equals(before)).toBe(true);
  expect(readdirSync(path.dirname(place.target))).toEqual(["warehouse.sqlite"]);
});

test.each([0, 150, 400, 700])(
  "a process killed %i ms after its start leaves the warehouse that was there",
  async (wait) => {
    const place = await loadedPlace();
    const before = readFileSync(place.target);
    // A hundred times the rows, so that most moments fall into the load.
    const many = Array.from({ length: 100 }, (_, index) =>
      worldLines.usage_logs.map((line) => line.replace(/-(\d+),/, `-$1${String(index).padStart(2, "0")},`)).join("\n"),
    );
    const usage = path.join(place.from, "usage_logs.csv");
    const [header] = readFileSync(usage, "utf8").split("\n");
    writeFileSync(usage, `${header}\n${many.join("\n")}\n`);
    const load = processOf(place);
    const building = load.build();
    await new Promise((resolve) => setTimeout(resolve, wait));
    process.kill(load.pid!, "SIGKILL");
    await expect(building).rejects.toMatchObject({
      ...{ code: "worker-died", message: "The loading process ended with SIGKILL." },
    });
    expect(readFileSync(place.target).equals(before)).toBe(true);
    expect(readdirSync(path.dirname(place.target))).toEqual(["warehouse.sqlite"]);
  },
);

test("stop() ends the load at once, also before its process has begun", async () => {
  const place = await loadedPlace();
  const early = processOf(place);
  early.stop();
  await expect(early.build()).rejects.toThrow(LoadStoppedError);
  const load = processOf(place);
  const building = load.build();
  load.stop();
  await expect(building).rejects.toThrow(LoadStoppedError);
  expect(readdirSync(path.dirname(place.target))).toEqual(["warehouse.sqlite"]);
});
