// buildApp: the application around a job service and a run catalogue, in reading order: server, plugins, errors, routes.

import { fastifySSE } from "@fastify/sse";
import fastifySwagger from "@fastify/swagger";
import fastifySwaggerUi from "@fastify/swagger-ui";
import type { FastifyBaseLogger, FastifyInstance } from "fastify";
import fastifyMetrics from "fastify-metrics";
import type { Config } from "./config.ts";
import { announceClosing } from "./http/closing.ts";
import { type ConnectionLimits, connectionLimits } from "./http/connection-limits.ts";
import { allowOrigins } from "./http/cross-origin.ts";
import { guard } from "./http/gate.ts";
import { createMetrics, type Metrics, requestTiming } from "./http/metrics.ts";
import { documentationPath } from "./http/secure-answers.ts";
import { createServer } from "./http/server.ts";
import type { GovernanceHistory } from "./jobs/governance-history.ts";
import type { JobService } from "./jobs/job.ts";
import { watchDelay } from "./jobs/right-of-way.ts";
import type { RunVerification } from "./jobs/run-verification.ts";
import { documentOptions } from "./openapi/document.ts";
import { sharedSchemas } from "./openapi/schemas.ts";
import { analyticsRoutes } from "./routes/analytics.ts";
import { analyticsPageRoutes } from "./routes/analytics-page.ts";
import { consoleRoutes } from "./routes/console.ts";
import type { RouteContext } from "./routes/context.ts";
import { datasetReportRoutes } from "./routes/dataset-report.ts";
import { datasetRoutes } from "./routes/datasets.ts";
import { documentationRoutes } from "./routes/documentation.ts";
import { expectationRoutes } from "./routes/expectations.ts";
import { generateRoutes } from "./routes/generate.ts";
import { governanceRoutes } from "./routes/governance.ts";
import { ingestRoutes } from "./routes/ingest.ts";
import { jobEventRoutes } from "./routes/job-events.ts";
import { jobRoutes } from "./routes/jobs.ts";
import { operationRoutes } from "./routes/operation.ts";
import { queryRoutes } from "./routes/query.ts";
import { runRoutes } from "./routes/run.ts";
import { scenarioRoutes } from "./routes/scenarios.ts";
import { schemaRoutes } from "./routes/schemas.ts";
import { validationRoutes } from "./routes/validation.ts";
import { verificationRoutes } from "./routes/verification.ts";
import { PartitionVerifier } from "./storage/partition-verifier.ts";
import type { RunCatalog } from "./storage/run.ts";
import { WarehouseQueries } from "./warehouse/queries/warehouse-queries.ts";

export interface AppServices {
  readonly jobs: JobService;
  readonly runs: RunCatalog;
  readonly history: GovernanceHistory;
  /** Without one, nothing has been ingested. */
  readonly warehouse?: WarehouseQueries;
  readonly verification: RunVerification;
  /** The last results of the validation tests; none by default. */
  readonly validation?: RouteContext["validation"];
  /** True when a file can be written in the data directory. Throws CodedError disk-full. */
  readonly isWritable: () => Promise<boolean>;
  readonly logger?: FastifyBaseLogger;
  /** Those whose observer the job service was given; else fresh ones. */
  readonly metrics?: Metrics;
  /** Today's UTC date, `YYYY-MM-DD`; the clock by default. */
  readonly today?: () => string;
  /** Seconds that downloads may go on after the service has begun to shut down. */
  readonly graceSeconds?: number;
  /** Where they differ from what `connectionLimits` says. */
  readonly limits?: Partial<ConnectionLimits>;
  /** Seconds between comments that keep an event connection open. */
  readonly heartbeatSeconds?: number;
}

/** What is left out of the doors' settings stays open. */
export type AppConfig = Pick<Config, "maxCustomers"> &
  Partial<Pick<Config, "apiKeys" | "rateLimit" | "trustProxy" | "corsOrigins">>;

export type App = FastifyInstance;

/** The application, its routes declared and ready to listen. The job service and the warehouse stay open when it closes. */
export async function buildApp(config: AppConfig, services: AppServices): Promise<App> {
  const app = createServer(services.logger, { ...connectionLimits, ...services.limits }, config.trustProxy);
  const endWatch = watchDelay(() => app.openConnections());
  app.addHook("onClose", async () => endWatch());
  const closing = announceClosing(app, (services.graceSeconds ?? 10) * 1000);
  const metrics = services.metrics ?? createMetrics();
  metrics.watchQueue(() => services.jobs.queueDepth);
  const context: RouteContext = {
    config,
    jobs: services.jobs,
    runs: services.runs,
    history: services.history,
    warehouse: services.warehouse ?? new WarehouseQueries({ file: "" }),
    verification: services.verification,
    validation: services.validation ?? (() => undefined),
    isWritable: services.isWritable,
    today: services.today ?? (() => new Date().toISOString().slice(0, 10)),
    closing,
    partitions: new PartitionVerifier(),
  };
  for (const schema of sharedSchemas) app.addSchema(schema);
  await allowOrigins(app, config.corsOrigins ?? []);
  await guard(app, { apiKeys: config.apiKeys ?? [], requestsPerMinute: config.rateLimit ?? 0 });
  await app.register(fastifyMetrics.default, requestTiming(metrics.registry));
  await app.register(fastifySwagger, documentOptions);
  await app.register(fastifySwaggerUi, { routePrefix: documentationPath, uiConfig: { tryItOutEnabled: true } });
  await app.register(fastifySSE, { heartbeatInterval: (services.heartbeatSeconds ?? 15) * 1000 });
  await app.register(generateRoutes, context);
  await app.register(ingestRoutes, context);
  await app.register(expectationRoutes, context);
  await app.register(scenarioRoutes);
  await app.register(jobRoutes, context);
  await app.register(jobEventRoutes, context);
  await app.register(datasetRoutes, context);
  await app.register(schemaRoutes);
  await app.register(datasetReportRoutes, context);
  await app.register(runRoutes, context);
  await app.register(verificationRoutes, context);
  await app.register(governanceRoutes, context);
  await app.register(analyticsPageRoutes, context);
  await app.register(analyticsRoutes, context);
  await app.register(queryRoutes, context);
  await app.register(validationRoutes, context);
  await app.register(operationRoutes, { ...context, metrics });
  await app.register(documentationRoutes);
  await app.register(consoleRoutes);
  await app.ready();
  return app;
}
