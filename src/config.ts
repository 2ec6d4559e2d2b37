// The settings of the service, read from an environment that is passed in. Pure: nothing here looks at the process.
// Every wrong value is named at once, so that a start does not fail five times over.

import { isIP } from "node:net";
import { type ApiKey, readApiKeys } from "./access/api-keys.ts";
import type { JobLimits } from "./access/job-limits.ts";

export const logLevels = ["fatal", "error", "warn", "info", "debug", "trace", "silent"] as const;
export type LogLevel = (typeof logLevels)[number];

export interface Config {
  readonly host: string;
  /** 0 lets the system choose a free port. */
  readonly port: number;
  readonly dataDir: string;
  /** Worker threads that generate and scan. */
  readonly workers: number;
  /** Jobs that may wait; one more is answered with 503. */
  readonly queueLimit: number;
  /** Older runs that stay readable by `?job=`. */
  readonly runsKept: number;
  readonly maxCustomers: number;
  /** Connections at a time; more are answered with 503. */
  readonly maxConnections: number;
  readonly logLevel: LogLevel;
  /** Whether clients may send SQL (POST /query). */
  readonly allowQuery: boolean;
  /** Seconds that a client's query may run. */
  readonly querySeconds: number;
  readonly queryRows: number;
  readonly queryMemoryMegabytes: number;
  readonly limits: JobLimits;
  /** Without any, whoever reaches the service may do all. */
  readonly apiKeys: readonly ApiKey[];
  /** The service does not start without keys. */
  readonly requireAuth: boolean;
  /** Requests a minute of one key, or of one address without a key; 0 sets no limit. */
  readonly rateLimit: number;
  readonly trustProxy: TrustedProxy;
  /** Origins whose pages may use the service from a browser; `*` stands for all. */
  readonly corsOrigins: readonly string[];
}

/** Whose X-Forwarded-For is believed: nobody's, that of so many proxies in a row, or of proxies at these addresses. */
export type TrustedProxy = false | number | readonly string[];

/** One or more settings are wrong; the message names each, a line apiece. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const mostWorkers = 64;

/** What is set in an environment: a variable that is empty, as in `PORT= npm start`, counts as one that is not there. */
export function setVariables(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value = ""]) => value.trim() !== ""));
}

/**
 * The settings in `environment`; a variable that is missing or empty takes its default.
 * `cores` is the default of WORKERS. Throws ConfigError.
 */
export function readConfig(environment: Environment, cores: number): Config {
  const faults: string[] = [];
  const given = setVariables(environment);
  const text = (name: string, fallback: string): string => given[name]?.trim() ?? fallback;
  const whole = (name: string, fallback: number, minimum: number, maximum: number): number => {
    const written = text(name, String(fallback));
    const value = Number(written);
    if (/^\d+$/.test(written) && value >= minimum && value <= maximum) return value;
    faults.push(`${name} must be a whole number from ${minimum} to ${maximum}, but is ${JSON.stringify(written)}.`);
    return fallback;
  };
  const truth = (name: string, fallback: boolean): boolean => {
    const written = text(name, String(fallback));
    if (written === "true" || written === "false") return written === "true";
    faults.push(`${name} must be true or false, but is ${JSON.stringify(written)}.`);
    return fallback;
  };
  const keys = readApiKeys(given["API_KEYS"] ?? "", "API_KEYS");
  const config: Config = {
    host: text("HOST", "127.0.0.1"),
    port: whole("PORT", 3000, 0, 65_535),
    dataDir: text("DATA_DIR", "data"),
    workers: whole("WORKERS", Math.min(Math.max(cores, 1), mostWorkers), 1, mostWorkers),
    queueLimit: whole("QUEUE_LIMIT", 16, 0, 10_000),
    runsKept: whole("RUNS_KEPT", 5, 0, 1000),
    maxCustomers: whole("MAX_CUSTOMERS", 10_000_000, 1, 100_000_000),
    maxConnections: whole("MAX_CONNECTIONS", 2000, 10, 100_000),
    logLevel: readLogLevel(text("LOG_LEVEL", "info"), faults),
    allowQuery: truth("ALLOW_QUERY", false),
    querySeconds: whole("QUERY_SECONDS", 10, 1, 600),
    queryRows: whole("QUERY_ROWS", 10_000, 1, 1_000_000),
    queryMemoryMegabytes: whole("QUERY_MEMORY_MB", 256, 16, 65_536),
    limits: {
      rowsPerJob: whole("MAX_ROWS", 0, 0, Number.MAX_SAFE_INTEGER),
      bytesPerJob: whole("MAX_JOB_BYTES", 0, 0, Number.MAX_SAFE_INTEGER),
      jobsPerKey: whole("KEY_MAX_JOBS", 0, 0, 10_000),
      bytesPerKey: whole("KEY_MAX_BYTES", 0, 0, Number.MAX_SAFE_INTEGER),
    },
    apiKeys: keys.keys,
    requireAuth: truth("REQUIRE_AUTH", false),
    rateLimit: whole("RATE_LIMIT", 120_000, 0, 100_000_000),
    trustProxy: readTrustedProxy(text("TRUST_PROXY", "false"), faults),
    corsOrigins: readOrigins(text("CORS_ORIGINS", ""), faults),
  };
  faults.push(...keys.faults);
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

/** Throws ConfigError when the service would let in everybody although it must not. */
export function assertGuarded({ requireAuth, apiKeys }: Config): void {
  if (requireAuth && apiKeys.length === 0) {
    throw new ConfigError(["REQUIRE_AUTH is true, but neither API_KEYS nor API_KEYS_FILE holds a key."]);
  }
}

/** True for addresses that no other machine can reach. */
export function isLoopback(host: string): boolean {
  return /^(localhost|127(\.\d{1,3}){3}|::1|\[::1\])$/i.test(host);
}

function readTrustedProxy(given: string, faults: string[]): TrustedProxy {
  if (given === "false" || given === "0") return false;
  if (given === "true") return 1;
  if (/^\d{1,2}$/.test(given)) return Number(given);
  const addresses = listed(given);
  const wrong = addresses.filter(
    (address) => !/^[0-9a-f.:]+(\/\d{1,3})?$/i.test(address) || isIP(address.split("/", 1)[0] ?? "") === 0,
  );
  if (wrong.length === 0) return addresses;
  faults.push(
    "TRUST_PROXY must be true, false, how many proxies there are in a row, or their addresses (as 10.0.0.0/8), divided by commas, " +
      `but is ${JSON.stringify(given)}.`,
  );
  return false;
}

function readOrigins(given: string, faults: string[]): string[] {
  const origins = listed(given);
  const wrong = origins.filter((origin) => origin !== "*" && !isOrigin(origin));
  if (wrong.length > 0) {
    const shown = wrong.map((origin) => JSON.stringify(origin)).join(", ");
    faults.push(`CORS_ORIGINS must be * or origins like https://app.example.com, divided by commas, but has ${shown}.`);
  }
  return origins;
}

function isOrigin(text: string): boolean {
  return /^https?:/.test(text) && URL.canParse(text) && new URL(text).origin === text;
}

function listed(text: string): string[] {
  return text
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "");
}

function readLogLevel(given: string, faults: string[]): LogLevel {
  const level = logLevels.find((known) => known === given);
  if (level === undefined) {
    faults.push(`LOG_LEVEL must be one of ${logLevels.join(", ")}, but is ${JSON.stringify(given)}.`);
  }
  return level ?? "info";
}
