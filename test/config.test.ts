// Settings from the environment.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { assertGuarded, ConfigError, isLoopback, readConfig, setVariables } from "../src/config.ts";

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
    limits: { rowsPerJob: 0, bytesPerJob: 0, jobsPerKey: 0, bytesPerKey: 0 },
    apiKeys: [],
    requireAuth: false,
    rateLimit: 120_000,
    trustProxy: false,
    corsOrigins: [],
  };
  expect(readConfig({}, 4)).toEqual(defaults);
});

test("readConfig() takes the default for every variable that is empty or blank", () => {
  const names = readFileSync("README.md", "utf8")
    .match(/^\| [A-Z_, ]+ \|/gm)!
    .flatMap((row) => row.match(/[A-Z_]+/g)!);
  expect(names).toEqual(expect.arrayContaining(["DATA_DIR", "PORT", "API_KEYS", "KEY_MAX_BYTES", "QUERY_MEMORY_MB"]));
  for (const empty of ["", " ", "\t\n"]) {
    const environment = Object.fromEntries(names.map((name) => [name, empty]));
    expect(readConfig(environment, 4)).toEqual(readConfig({}, 4));
    expect(setVariables(environment)).toEqual({});
  }
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
  expect(readConfig(environment, 4)).toMatchObject({
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

test("readConfig() reads who may come in: keys, limits, proxies, origins", () => {
  const environment = {
    API_KEYS: "ci=0123456789abcdef:generate",
    REQUIRE_AUTH: "true",
    RATE_LIMIT: "0",
    TRUST_PROXY: "10.0.0.0/8, ::1",
    CORS_ORIGINS: "https://app.example.com,http://localhost:8080",
  };
  const config = readConfig(environment, 4);
  expect(config).toMatchObject({
    apiKeys: [{ name: "ci", scopes: ["generate"] }],
    requireAuth: true,
    rateLimit: 0,
    trustProxy: ["10.0.0.0/8", "::1"],
    corsOrigins: ["https://app.example.com", "http://localhost:8080"],
  });
  expect(readConfig({ TRUST_PROXY: "true" }, 4).trustProxy).toBe(1);
  expect(readConfig({ TRUST_PROXY: "2" }, 4).trustProxy).toBe(2);
});

test("readConfig() refuses what no door fits, and no message holds a secret", () => {
  for (const [name, value] of [
    ["API_KEYS", "ci=hidden-secret:writer"],
    ["REQUIRE_AUTH", "maybe"],
    ["RATE_LIMIT", "-1"],
    ["TRUST_PROXY", "my-proxy"],
    ["CORS_ORIGINS", "https://app.example.com/path"],
  ] as const) {
    expect(() => readConfig({ [name]: value }, 4)).toThrow(name);
    expect(() => readConfig({ [name]: value }, 4)).not.toThrow("hidden-secret");
  }
});

test("assertGuarded() lets REQUIRE_AUTH without a key not pass", () => {
  expect(() => assertGuarded(readConfig({ REQUIRE_AUTH: "true" }, 1))).toThrow("API_KEYS_FILE");
  expect(() => assertGuarded(readConfig({ REQUIRE_AUTH: "true", API_KEYS: "a" }, 1))).not.toThrow();
  expect(() => assertGuarded(readConfig({}, 1))).not.toThrow();
});

test("isLoopback() knows the addresses that stay on the machine", () => {
  for (const host of ["localhost", "127.0.0.1", "127.1.2.3", "::1"]) expect(isLoopback(host), host).toBe(true);
  for (const host of ["0.0.0.0", "::", "192.168.0.1", "localhost.example.com"])
    expect(isLoopback(host), host).toBe(false);
});
