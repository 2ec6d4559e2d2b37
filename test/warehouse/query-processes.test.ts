// The processes that run SQL under fault: endless queries, full queues, kills from outside, ends of the service. Linux lists processes.

import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, renameSync } from "node:fs";
import path from "node:path";
import { performance } from "node:perf_hooks";
import { text } from "node:stream/consumers";
import { expect, test } from "vitest";
import { QueryPool } from "../../src/warehouse/queries/query-pool.ts";
import { WarehouseQueries } from "../../src/warehouse/queries/warehouse-queries.ts";
import { temporaryDirectory } from "../storage/temporary-directory.ts";
import { endlessSql, processesOf, until, writeSmallWarehouse } from "./small-warehouse.ts";

const { signal } = new AbortController();
const one = { statements: [{ sql: "SELECT 1" }], from: "service" } as const;
const endless = { statements: [{ sql: endlessSql }], from: "service" } as const;

function openPool(more: Partial<ConstructorParameters<typeof QueryPool>[0]> = {}): { pool: QueryPool; file: string } {
  const file = writeSmallWarehouse(temporaryDirectory());
  return { file, pool: new QueryPool({ file, processes: 1, waiting: 1, seconds: 60, memoryMegabytes: 256, ...more }) };
}

test("a query that never ends is cut in time, while others are answered and the event loop stays idle", async () => {
  const file = writeSmallWarehouse(temporaryDirectory());
  const queries = new WarehouseQueries({ file, client: { seconds: 2, rows: 10, memoryMegabytes: 256 } });
  await queries.select("SELECT 1", [], signal);
  const before = performance.eventLoopUtilization();
  const begun = performance.now();
  const cut = queries.select(endlessSql, [], signal);
  const refused = expect(cut).rejects.toMatchObject({ code: "query-too-slow", headers: { "retry-after": "2" } });
  const { tables } = await queries.answers(one.statements, signal);
  expect(tables[0]?.rows).toEqual([[1]]);
  await refused;
  expect(performance.now() - begun).toBeGreaterThan(1900);
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.5);
  expect((await queries.select("SELECT 2", [], signal)).rows).toEqual([[2]]);
  await queries.close();
});

test("WarehouseQueries.keepWarm() starts the processes once a warehouse is put in its place, before anybody asks", async () => {
  const directory = temporaryDirectory();
  const file = writeSmallWarehouse(directory);
  renameSync(file, path.join(directory, "warehouse.1.tmp"));
  const queries = new WarehouseQueries({ file });
  await queries.keepWarm();
  expect(processesOf(file)).toEqual([]);
  renameSync(path.join(directory, "warehouse.1.tmp"), file);
  await until(() => processesOf(file).length === 2);
  await queries.close();
  expect(processesOf(file)).toEqual([]);
});

test("WarehouseQueries.keepWarm() goes without a watch where the system gives none", async () => {
  const directory = temporaryDirectory();
  const queries = new WarehouseQueries({ file: path.join(directory, "not-there-yet", "warehouse.sqlite") });
  await queries.keepWarm();
  mkdirSync(path.join(directory, "not-there-yet"));
  renameSync(writeSmallWarehouse(directory), path.join(directory, "not-there-yet", "warehouse.sqlite"));
  expect((await queries.answers(one.statements, signal)).tables[0]?.rows).toEqual([[1]]);
  await queries.close();
});

test("QueryPool.ask() refuses what its queue cannot hold, forgets what nobody waits for, and answers the rest in turn", async () => {
  const { pool } = openPool({ seconds: 1 });
  await pool.ask(one, signal);
  const running = expect(pool.ask(endless, signal)).rejects.toMatchObject({ code: "query-too-slow" });
  const impatient = new AbortController();
  const dropped = expect(pool.ask(one, impatient.signal)).rejects.toMatchObject({ code: "shutting-down" });
  await expect(pool.ask(one, signal)).rejects.toMatchObject({ code: "queue-full", status: 503 });
  impatient.abort();
  await dropped;
  expect((await pool.ask(one, signal)).tables[0]?.rows).toEqual([[1]]);
  await running;
  await pool.close();
});

test("a process that is killed fails a client's question as query-died, and another one answers the next", async () => {
  const { pool, file } = openPool();
  await pool.ask(one, signal);
  const died = expect(pool.ask({ ...endless, from: "client" }, signal)).rejects.toMatchObject({
    code: "query-died",
    status: 500,
  });
  for (const id of processesOf(file)) process.kill(id, "SIGKILL");
  await died;
  expect((await pool.ask(one, signal)).tables[0]?.rows).toEqual([[1]]);
  // Killed while idle, it is replaced as well, and a question of the service's own that comes at that moment is asked again.
  const [idle] = processesOf(file);
  process.kill(idle!, "SIGKILL");
  await until(() => !processesOf(file).includes(idle!));
  expect((await pool.ask(one, signal)).tables[0]?.rows).toEqual([[1]]);
  await pool.close();
});

test("a process is replaced after the questions it may answer", async () => {
  const { pool, file } = openPool({ mostQuestions: 2 });
  await pool.ask(one, signal);
  const [first] = processesOf(file);
  await pool.ask(one, signal);
  await pool.ask(one, signal);
  await until(() => !processesOf(file).includes(first!));
  expect(processesOf(file).length).toBe(1);
  await pool.close();
});

test("QueryPool.close() ends a running query as shutting-down, and leaves no process", async () => {
  const { pool, file } = openPool();
  await pool.ask(one, signal);
  const cut = expect(pool.ask(endless, signal)).rejects.toMatchObject({ code: "shutting-down" });
  const waiting = expect(pool.ask(one, signal)).rejects.toMatchObject({ code: "shutting-down" });
  await pool.close();
  await Promise.all([cut, waiting]);
  expect(processesOf(file)).toEqual([]);
  await expect(pool.ask(one, signal)).rejects.toMatchObject({ code: "shutting-down" });
});

test("a service without descriptors for another process says so, lives on, and answers once it has some", async () => {
  const file = writeSmallWarehouse(temporaryDirectory());
  const script = path.join(import.meta.dirname, "starved-parent.ts");
  const command = 'ulimit -n 64 && exec "$0" --import tsx "$@"';
  const service = spawn("sh", ["-c", command, process.execPath, script, file], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const said = text(service.stdout);
  expect(await once(service, "close")).toEqual([0, null]);
  expect((await said).split("\n")).toEqual(["query-died", "answered [[1]]", "worker-died", ""]);
});

test("processes end with a service that is killed, in the middle of a query, too", async () => {
  const file = writeSmallWarehouse(temporaryDirectory());
  const script = path.join(import.meta.dirname, "dying-parent.ts");
  const service = spawn(process.execPath, ["--import", "tsx", script, file], { stdio: ["ignore", "pipe", "inherit"] });
  await once(service.stdout, "data");
  expect(processesOf(file).length).toBeGreaterThan(0);
  service.kill("SIGKILL");
  await until(() => processesOf(file).length === 0);
});
