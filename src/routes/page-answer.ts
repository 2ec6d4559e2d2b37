// How pages that hold all they show are sent: their type, and a policy under which nothing runs, loads or is framed.

import type { FastifyReply } from "fastify";
import { header } from "../openapi/responses.ts";

/** Whatever finds its way into the page: nothing runs, loads or is framed. */
const pagePolicy =
  "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
export const pageHeaders = {
  "content-security-policy": header("Of the page: its own styles and pictures, and nothing else.", pagePolicy),
};

export function sendPage(reply: FastifyReply, page: string): FastifyReply {
  return reply.type("text/html; charset=utf-8").header("content-security-policy", pagePolicy).send(page);
}
