// How the analytics routes answer: as JSON or CSV, with an ETag that holds until the next warehouse. Knows no question.

import { createHash } from "node:crypto";
import { stringify } from "csv-stringify/sync";
import type { FastifyReply, FastifyRequest } from "fastify";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { isCurrent } from "../http/conditions.ts";
import { contentTypes } from "../http/representation.ts";
import { programVersion } from "../openapi/program-version.ts";
import { type Row, records } from "../warehouse/analytics/records.ts";
import type { AnsweringWarehouse, Statement } from "../warehouse/queries/messages.ts";
import { type RouteContext, untilAnswered } from "./context.ts";

const mediaTypes = ["application/json", "text/csv"] as const;

/** JSON or CSV, as `format` or else Accept says. Throws CodedError not-acceptable. */
export function chosenFormat(request: FastifyRequest, format: string | undefined): "json" | "csv" {
  const accepted = chooseMediaType(request.headers.accept, mediaTypes);
  const chosen = format ?? (accepted === undefined ? undefined : accepted === "text/csv" ? "csv" : "json");
  if (chosen === "json" || chosen === "csv") return chosen;
  throw new CodedError(
    "not-acceptable",
    "Answers are served as application/json (format=json) and text/csv (format=csv).",
  );
}

interface Asked {
  readonly statement: Statement;
  /** With the defaults filled in; those that were left out and have none are absent. */
  readonly parameters: object;
  readonly format: string | undefined;
}

/** Sends the rows of one statement. Throws CodedError as the warehouse's queries do, and not-acceptable. */
export async function sendAnswer(
  { warehouse, closing }: RouteContext,
  { statement, parameters, format }: Asked,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  reply.header("vary", "Accept");
  const chosen = chosenFormat(request, format);
  const tagOf = (version: string): string => entityTag(`${version} ${statement.sql}`, request, chosen);
  const etag = tagOf(await warehouse.version());
  if (isHeld(request, etag)) return reply.code(304).headers(validators(etag)).send();
  const { facts, tables } = await warehouse.answers([statement], untilAnswered(reply, closing));
  const [table] = tables;
  if (table === undefined) throw new TypeError("One statement has one table.");
  const rows = records(table);
  reply.headers({ ...validators(tagOf(facts.version)), ...jobHeader(facts) });
  if (chosen === "json") return reply.send({ ...provenanceOf(facts), parameters, rows });
  return reply.type(contentTypes.csv).send(csvOf(table.columns, table.rows));
}

export function csvOf(columns: readonly string[], rows: readonly (readonly unknown[])[]): string {
  return stringify([[...columns], ...rows.map((row) => [...row])]);
}

export function provenanceOf({ asOf, run, job, loadedAt }: AnsweringWarehouse): Row {
  return { asOf, run, job, loadedAt };
}

export function jobHeader({ job }: AnsweringWarehouse): Record<string, string> {
  return job === null ? {} : { "x-job-id": job };
}

export function validators(etag: string): Record<string, string> {
  return { etag, "cache-control": "no-cache" };
}

/**
 * Names one answer by what it depends on: what is asked (the warehouse's version and, for one question, its SQL), how, and the program,
 * whose next version may answer otherwise from the same warehouse.
 */
export function entityTag(asked: string, { url }: Pick<FastifyRequest, "url">, format: string): string {
  const digest = createHash("sha256").update(`${programVersion} ${asked} ${url} ${format}`).digest("hex");
  return `"${digest.slice(0, 32)}"`;
}

/** True when the client's copy is current; an answer has no date of its own. */
export function isHeld(request: FastifyRequest, etag: string): boolean {
  return isCurrent(request.headers, { etag, lastModified: Number.POSITIVE_INFINITY });
}
