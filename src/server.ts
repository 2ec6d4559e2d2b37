// Starts the service and ends it in good order. Besides the command line, only this file reads process.env.

import { readFileSync } from "node:fs";
import os from "node:os";
import closeWithGrace from "close-with-grace";
import { type Logger, pino } from "pino";
import { buildApp } from "./app.ts";
import { assertGuarded, type Config, ConfigError, isLoopback, readConfig, setVariables } from "./config.ts";
import { createMetrics } from "./http/metrics.ts";
import { openJobService } from "./jobs/service.ts";
import { putClientsFirst } from "./priorities.ts";
import { dataDirectory } from "./storage/data-directory.ts";
import { readiness } from "./storage/readiness.ts";
import { keepTemporaryFilesIn } from "./storage/sqlite.ts";
import { WarehouseQueries } from "./warehouse/queries/warehouse-queries.ts";
import { readValidation } from "./warehouse/validation/results.ts";

/** Seconds that downloads may go on once a signal has come; after two more the process ends by itself. */
const graceSeconds = 10;
/** Lines are written together: one by one, they would take a fifth of a processor at a thousand requests a second. */
const logBytesTogether = 8 * 1024;
/** Milliseconds for which a line may wait for others. */
const logMilliseconds = 100;
/** Of the log that wait for whoever reads it; lines beyond are dropped. */
const mostLogBytes = 16 * 2 ** 20;
const exitCodes = { failed: 1, badUsage: 2 } as const;

async function start(config: Config, logger: Logger): Promise<void> {
  keepTemporaryFilesIn(dataDirectory(config.dataDir).root, process.env);
  const metrics = createMetrics();
  const service = await openJobService({ ...config, logger, observer: metrics.observer });
  const { allowQuery, querySeconds: seconds, queryRows: rows, queryMemoryMegabytes: memoryMegabytes } = config;
  const warehouse = new WarehouseQueries({
    file: dataDirectory(config.dataDir).warehouse,
    client: allowQuery ? { seconds, rows, memoryMegabytes } : undefined,
  });
  await warehouse.keepWarm();
  const app = await buildApp(config, {
    jobs: service.jobs,
    runs: service.runs,
    history: service.history,
    warehouse,
    verification: service.verification,
    validation: () => readValidation(config.dataDir),
    isWritable: readiness(config.dataDir),
    logger,
    metrics,
    graceSeconds,
    limits: { connections: config.maxConnections },
  });
  closeWithGrace({ delay: (graceSeconds + 2) * 1000, logger }, async ({ signal, err }) => {
    if (err !== undefined) logger.fatal({ err }, "an error that nothing caught");
    logger.info({ event: "service-closing", signal }, `closing; downloads may go on for ${graceSeconds} s`);
    await Promise.all([app.close().then(() => warehouse.close()), service.jobs.close()]);
    await service.close();
    logger.info({ event: "service-closed" }, "closed");
  });
  const address = await app.listen({ host: config.host, port: config.port });
  const clientsFirst = putClientsFirst();
  const said = { event: "service-listening", address, docs: `${address}/docs`, clientsFirst };
  logger.info(said, `try it out at ${address}/docs`);
}

/** The keys of API_KEYS and of the file that API_KEYS_FILE names, as containers are given secrets. Throws ConfigError. */
function givenKeys(): string {
  const { API_KEYS: keys = "", API_KEYS_FILE: file = "" } = setVariables(process.env);
  // Worker threads and child processes get the environment; they have no use for secrets.
  delete process.env["API_KEYS"];
  if (file === "") return keys;
  try {
    return `${keys}\n${readFileSync(file, "utf8").trim() || ","}`;
  } catch (cause) {
    throw new ConfigError([`API_KEYS_FILE cannot be read: ${cause instanceof Error ? cause.message : String(cause)}.`]);
  }
}

/** Says loudly, whatever the log's level, when everybody on the network may do everything. */
function warnIfOpen({ apiKeys, host }: Config, logger: Logger): void {
  for (const { name, isShort } of apiKeys) {
    if (isShort) logger.warn({ event: "short-key", key: name }, `the key ${name} is short enough to be guessed`);
  }
  if (apiKeys.length > 0 || isLoopback(host)) return;
  const text = `EVERYBODY WHO REACHES ${host} MAY DO EVERYTHING: no key is set. Set API_KEYS, or listen on HOST=127.0.0.1.`;
  if (logger.isLevelEnabled("warn")) logger.warn({ event: "service-open", host }, text);
  else console.error(text);
}

function readSettings(): Config {
  try {
    const config = readConfig({ ...process.env, API_KEYS: givenKeys() }, os.availableParallelism());
    assertGuarded(config);
    return config;
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(exitCodes.badUsage);
  }
}

const settings = readSettings();
// Nothing logs these headers; should something begin to, the keys in them stay unwritten.
const redact = ["req.headers.authorization", "headers.authorization", "*.headers.authorization"];
// Not in step with its reader: a pipe that is not read for a while must not hold up the answers.
const logged = pino.destination({ sync: false, minLength: logBytesTogether, maxLength: mostLogBytes });
setInterval(() => logged.flush(), logMilliseconds).unref();
const log = pino({ level: settings.logLevel, redact }, logged);
warnIfOpen(settings, log);
try {
  await start(settings, log);
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the service could not start");
  process.exit(exitCodes.failed);
}
