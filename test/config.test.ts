// Settings from the environment.

import { expect, test } from "vitest";
import { ConfigError, readConfig } from "../src/config.ts";

test("readConfig() of an empty environment gives the defaults", () => {
  const defaults = {
    host: "127.0.0.1",
    port: 3000,
    dataDir: "data",
    workers: 4,
    queueLimit: 16,
    runsKept: 5,
    maxCustomers: 10_000_000,
    maxConnections: 2000,
    logLevel: "info",
    allowQuery: false,
    querySeconds: 10,
    queryRows: 10_000,
    queryMemoryMegabytes: 256,
  };
  expect(readConfig({}, 4)).toEqual(defaults);
  expect(readConfig({ PORT: "", WORKERS: "  ", HOST: "" }, 4)).toEqual(defaults);
});

test("readConfig() takes WORKERS from the cores, at most 64", () => {
  expect(readConfig({}, 1).workers).toBe(1);
  expect(readConfig({}, 200).workers).toBe(64);
});

test("readConfig() reads every variable", () => {
  const environment = {
    HOST: "0.0.0.0",
    PORT: "0",
    DATA_DIR: "/srv/data",
    WORKERS: "64",
    QUEUE_LIMIT: "1",
    RUNS_KEPT: "0",
    MAX_CUSTOMERS: "100000000",
    MAX_CONNECTIONS: "100000",
    LOG_LEVEL: "silent",
    ALLOW_QUERY: "true",
    QUERY_SECONDS: "60",
    QUERY_ROWS: "500",
    QUERY_MEMORY_MB: "64",
  };
  expect(readConfig(environment, 4)).toEqual({
    host: "0.0.0.0",
    port: 0,
    dataDir: "/srv/data",
    workers: 64,
    queueLimit: 1,
    runsKept: 0,
    maxCustomers: 100_000_000,
    maxConnections: 100_000,
    logLevel: "silent",
    allowQuery: true,
    querySeconds: 60,
    queryRows: 500,
    queryMemoryMegabytes: 64,
  });
});

test("readConfig() names every wrong value in one message", () => {
  const wrong = {
    PORT: "65536",
    WORKERS: "0",
    QUEUE_LIMIT: "many",
    RUNS_KEPT: "-1",
    MAX_CUSTOMERS: "1e9",
    MAX_CONNECTIONS: "9",
    LOG_LEVEL: "loud",
    ALLOW_QUERY: "yes",
    QUERY_SECONDS: "0",
    QUERY_ROWS: "1000001",
    QUERY_MEMORY_MB: "15",
  };
  const attempt = (): unknown => readConfig(wrong, 4);
  expect(attempt).toThrow(ConfigError);
  for (const name of Object.keys(wrong)) expect(attempt).toThrow(`${name} must be`);
  for (const value of Object.values(wrong)) expect(attempt).toThrow(JSON.stringify(value));
  expect(() => readConfig({ WORKERS: "2.5" }, 4)).toThrow("WORKERS must be a whole number from 1 to 64");
  expect(() => readConfig({ MAX_CUSTOMERS: "100000001" }, 4)).toThrow("100000000");
});
