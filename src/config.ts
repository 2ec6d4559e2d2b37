// The settings of the service, read from an environment that is passed in. Pure: nothing here looks at the process.
// Every wrong value is named at once, so that a start does not fail five times over.

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
}

/** One or more settings are wrong; the message names each, a line apiece. */
export class ConfigError extends Error {
  constructor(faults: readonly string[]) {
    super(`The configuration is wrong:\n${faults.map((fault) => `  ${fault}`).join("\n")}`);
    this.name = "ConfigError";
  }
}

type Environment = Readonly<Record<string, string | undefined>>;

const mostWorkers = 64;

/**
 * The settings in `environment`; a variable that is missing or empty takes its default.
 * `cores` is the default of WORKERS. Throws ConfigError.
 */
export function readConfig(environment: Environment, cores: number): Config {
  const faults: string[] = [];
  const text = (name: string, fallback: string): string => environment[name]?.trim() || fallback;
  const whole = (name: string, fallback: number, minimum: number, maximum: number): number => {
    const given = text(name, String(fallback));
    const value = Number(given);
    if (/^\d+$/.test(given) && value >= minimum && value <= maximum) return value;
    faults.push(`${name} must be a whole number from ${minimum} to ${maximum}, but is ${JSON.stringify(given)}.`);
    return fallback;
  };
  const truth = (name: string, fallback: boolean): boolean => {
    const given = text(name, String(fallback));
    if (given === "true" || given === "false") return given === "true";
    faults.push(`${name} must be true or false, but is ${JSON.stringify(given)}.`);
    return fallback;
  };
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
  };
  if (faults.length > 0) throw new ConfigError(faults);
  return config;
}

function readLogLevel(given: string, faults: string[]): LogLevel {
  const level = logLevels.find((known) => known === given);
  if (level === undefined) {
    faults.push(`LOG_LEVEL must be one of ${logLevels.join(", ")}, but is ${JSON.stringify(given)}.`);
  }
  return level ?? "info";
}
