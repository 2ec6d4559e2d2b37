// Starts the service and ends it in good order. Besides the command line, only this file reads process.env.

import os from "node:os";
import closeWithGrace from "close-with-grace";
import { type Logger, pino } from "pino";
import { buildApp } from "./app.ts";
import { type Config, ConfigError, readConfig } from "./config.ts";
import { createMetrics } from "./http/metrics.ts";
import { openJobService } from "./jobs/service.ts";
import { canTakeWork, dataDirectory } from "./storage/data-directory.ts";
import { WarehouseQueries } from "./warehouse/queries/warehouse-queries.ts";
import { readValidation } from "./warehouse/validation/results.ts";

/** Seconds that downloads may go on once a signal has come; after two more the process ends by itself. */
const graceSeconds = 10;
const exitCodes = { failed: 1, badUsage: 2 } as const;

async function start(config: Config, logger: Logger): Promise<void> {
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
    isWritable: () => canTakeWork(config.dataDir),
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
  logger.info({ event: "service-listening", address, docs: `${address}/docs` }, `try it out at ${address}/docs`);
}

function readSettings(): Config {
  try {
    return readConfig(process.env, os.availableParallelism());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    return process.exit(exitCodes.badUsage);
  }
}

const settings = readSettings();
const log = pino({ level: settings.logLevel });
try {
  await start(settings, log);
} catch (error) {
  log.fatal({ err: error }, error instanceof Error ? error.message : "the service could not start");
  process.exit(exitCodes.failed);
}
