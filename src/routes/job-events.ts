// GET /jobs/{id}/events: a job's progress as server-sent events, for browsers and progress bars.

import { once } from "node:events";
import type { ServerResponse } from "node:http";
import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { Turns } from "../http/turns.ts";
import type { JobEvent } from "../jobs/job.ts";
import { header, problems } from "../openapi/responses.ts";
import { type RouteContext, untilAnswered } from "./context.ts";
import { jobParameters } from "./jobs.ts";

const mediaType = "text/event-stream";

const schema = {
  tags: ["Jobs"],
  operationId: "followJob",
  summary: "Follow a job as it runs",
  description:
    "Server-sent events: `progress` while the job waits and runs, and at the end one of `succeeded`, `failed` and `canceled`. The data of each " +
    "is the job. The first event is the job as it stands; a finished job gives its last event and the answer ends. A comment " +
    "is sent every 15 seconds to keep the connection open.",
  params: jobParameters,
  headers: Type.Object({
    "last-event-id": Type.Optional(
      Type.String({ description: "The id of the last event seen: later ones follow. Browsers send it by themselves." }),
    ),
  }),
  response: {
    200: {
      description: "The events, until the last one.",
      headers: {
        "cache-control": header("Events are not kept.", "no-cache"),
        "x-accel-buffering": header("Proxies must not collect events.", "no"),
      },
      content: { [mediaType]: { schema: Type.String({ examples: ["id: 1\nevent: progress\ndata: {}\n\n"] }) } },
    },
    ...problems("bad-request", "unknown-job", "not-acceptable", "internal-error"),
  },
};

export const jobEventRoutes: FastifyPluginAsyncTypebox<RouteContext> = async (app, context) => {
  app.get(
    "/jobs/:id/events",
    { config: { scope: "read" }, schema, sse: "manual", exposeHeadRoute: false },
    async (request, reply) => {
      const { id } = context.jobs.get(request.params.id);
      if (chooseMediaType(request.headers.accept, [mediaType]) === undefined) {
        throw new CodedError("not-acceptable", `Events are served as ${mediaType}.`);
      }
      const ended = untilAnswered(reply, context.closing);
      const events = context.jobs.events(id, lastEventId(request.headers["last-event-id"]), ended);
      // After the last event nothing follows: the connection ends with it, also for a client that cannot tell otherwise.
      reply.header("connection", "close");
      try {
        await sendEvents(events, reply, ended);
      } catch (error) {
        if (!reply.raw.headersSent) throw error;
        // The answer has begun and can only end; the client will ask again from the last event it saw.
        request.log.error({ err: error }, "the events broke off");
      }
    },
  );
};

/** Of all followers: hundreds that come at once would hold up every other client. */
const beginnings = new Turns();

/** Sends event after event; a client that does not read holds back the next one, and only that. */
async function sendEvents(events: AsyncIterable<JobEvent>, reply: FastifyReply, ended: AbortSignal): Promise<void> {
  await beginnings.take();
  for await (const event of events) {
    if (ended.aborted) return;
    reply.sse.sendHeaders();
    if (!reply.raw.write(frameOf(event))) await drained(reply.raw, ended);
  }
}

/** Resolves once the client has taken what was written, or is gone. */
async function drained(response: ServerResponse, ended: AbortSignal): Promise<void> {
  await once(response, "drain", { signal: ended }).catch((error: unknown) => {
    if (!ended.aborted) throw error;
  });
}

/** All followers of a job are given the same event: it is written down once for all of them. */
const frames = new WeakMap<JobEvent, Buffer>();

function frameOf(event: JobEvent): Buffer {
  const known = frames.get(event);
  if (known !== undefined) return known;
  // JSON has no line ends of its own, so that one line of data holds it.
  const frame = Buffer.from(`id: ${event.id}\nevent: ${event.event}\ndata: ${JSON.stringify(event.job)}\n\n`);
  frames.set(event, frame);
  return frame;
}

/** An id that this service never gave out is no id: the client gets the job as it stands. */
function lastEventId(header: string | undefined): number | undefined {
  return header !== undefined && /^\d{1,15}$/.test(header) ? Number(header) : undefined;
}
