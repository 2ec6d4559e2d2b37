// GET /archive and GET /report: a run as a whole, as a zip and as a report.

import type { Readable } from "node:stream";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { runArchive } from "../http/archive.ts";
import { readReport } from "../http/run-report.ts";
import { tableGroup } from "../openapi/csvw.ts";
import { dataPackage } from "../openapi/data-package.ts";
import { runReportExample } from "../openapi/examples.ts";
import { header, json, problems, type ResponseDescription, shared, withHeaders } from "../openapi/responses.ts";
import type { Run } from "../storage/run.ts";
import type { RouteContext } from "./context.ts";
import { logDamage } from "./damage.ts";
import { pageHeaders, sendPage } from "./page-answer.ts";
import { jobIdHeader, jobQuery, openLatest, readingCodes, resolveRun } from "./reading.ts";

const varyHeader = { vary: header("Request headers that choose the representation.", "Accept") };
const closed = { additionalProperties: false };

const mediaTypes = ["application/json", "text/html"] as const;
const byFormat: ReadonlyMap<string, (typeof mediaTypes)[number]> = new Map([
  ["json", "application/json"],
  ["html", "text/html"],
]);

/** The same answer, or a page. */
function withPage(answer: ResponseDescription): ResponseDescription {
  const page = { schema: Type.String({ description: "A page that holds all it shows." }) };
  return { ...answer, content: { ...answer.content, "text/html": page } };
}

/** What the archive says of its files, by the names that readers of each standard look for. */
function descriptionsOf({ manifest }: Run): ReadonlyMap<string, object> {
  return new Map<string, object>([
    ["manifest.json", manifest],
    ["datapackage.json", dataPackage(manifest.datasets)],
    ["csv-metadata.json", tableGroup(manifest.datasets.map(({ name }) => name))],
  ]);
}

export const runRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  const archive = {
    tags: ["Datasets"],
    operationId: "getArchive",
    summary: "All files of the run in one zip",
    description:
      "The CSV files, manifest.json, and for loaders datapackage.json (Frictionless) and csv-metadata.json (CSV on the Web), packed while they are " +
      "sent. The same run gives the same zip.",
    querystring: Type.Object(jobQuery, closed),
    response: {
      200: {
        description: "The zip.",
        headers: {
          ...jobIdHeader,
          "content-disposition": header("A file name to save under.", 'attachment; filename="mockbuster.zip"'),
        },
        content: {
          "application/zip": { schema: Type.Unsafe<Readable>({ type: "string", contentMediaType: "application/zip" }) },
        },
      },
      ...problems(...readingCodes),
    },
  };
  app.get(
    "/archive",
    { config: { scope: "read" }, schema: archive, exposeHeadRoute: false },
    async (request, reply) => {
      const { run, body } = await openLatest(
        async () => ({ run: await resolveRun(context, request.query.job) }),
        async (found) => ({
          run: found.run,
          body: await runArchive(found.run, descriptionsOf(found.run), context.partitions),
        }),
      );
      body.once("error", (error) => logDamage(error, request, run));
      return reply
        .type("application/zip")
        .header("content-disposition", 'attachment; filename="mockbuster.zip"')
        .header("x-job-id", run.manifest.job)
        .send(body);
    },
  );

  const report = {
    tags: ["Reports"],
    operationId: "getReport",
    summary: "The report of the run, for programs or for people",
    description:
      "As JSON the distributions of every dataset. As HTML a page with the verdicts and, beside every observation, what was expected: it holds " +
      "all it shows, runs no script and asks for nothing.",
    querystring: Type.Object(
      {
        ...jobQuery,
        format: Type.Optional(
          Type.String({ maxLength: 100, description: "`json` or `html`; goes before Accept.", examples: ["html"] }),
        ),
      },
      closed,
    ),
    response: {
      200: withPage(
        json("The report: as JSON dataset by dataset, or as a page.", shared("RunReport"), {
          headers: { ...jobIdHeader, ...varyHeader, ...pageHeaders },
          example: runReportExample,
        }),
      ),
      ...withHeaders(problems(...readingCodes, "not-acceptable"), varyHeader),
    },
  };
  app.get("/report", { config: { scope: "read" }, schema: report }, async (request, reply) => {
    const { job, format } = request.query;
    reply.header("vary", "Accept");
    const chosen = format === undefined ? chooseMediaType(request.headers.accept, mediaTypes) : byFormat.get(format);
    if (chosen === undefined) {
      throw new CodedError(
        "not-acceptable",
        "Reports are served as application/json (format=json) and text/html (format=html).",
      );
    }
    // Charts take a while to load, and many a service never draws one. The run is looked up afterwards: it may be removed meanwhile.
    const html = chosen === "application/json" ? undefined : await import("../reports/html/run-page.ts");
    const run = await resolveRun(context, job);
    const found = await readReport(run);
    reply.header("x-job-id", run.manifest.job);
    if (html === undefined) return reply.send(found);
    const { modelVersion } = run.manifest;
    const { entries } = context.history.list({ limit: html.keptRunsShown, modelVersion });
    const page = await html.runPage(run, found, entries);
    return sendPage(reply, page);
  });
};
