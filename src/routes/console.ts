// GET / and GET /console/{file}: the console, a page for people, and the files that it loads.

import type { FastifyPluginAsyncTypebox } from "@fastify/type-provider-typebox";
import type { FastifyReply, FastifyRequest } from "fastify";
import { type TSchema, Type } from "typebox";
import { CodedError } from "../errors.ts";
import { chooseMediaType } from "../http/accept.ts";
import { isCurrent } from "../http/conditions.ts";
import { type ConsoleFile, readConsoleFiles } from "../http/console-files.ts";
import { empty, header, problems, withHeaders } from "../openapi/responses.ts";

const tags = ["Operation"];
const page = "index.html";

/** Whatever finds its way into the page: nothing runs, loads or is framed that is not this service's own. */
export const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** An update of the service must not meet scripts of the one before: caches ask each time. */
const cacheControl = "no-cache";

const fileHeaders: Record<string, TSchema> = {
  etag: header("Names exactly these bytes.", '"e3b0c44298fc1c14"'),
  "cache-control": header("Caches must ask before they serve again.", cacheControl),
};
const varyHeader = { vary: header("Request headers that choose the representation.", "Accept") };
const pageHeaders: Record<string, TSchema> = {
  ...fileHeaders,
  ...varyHeader,
  "content-security-policy": header("What the page may load: this service's own files.", contentSecurityPolicy),
};
const ifNoneMatch = Type.Object({
  "if-none-match": Type.Optional(Type.String({ description: "Answer 304 if one of these ETags still holds." })),
});
const text = { schema: Type.Unsafe<Buffer>({ type: "string" }) };

export const consoleRoutes: FastifyPluginAsyncTypebox = async (app) => {
  const files = await readConsoleFiles();
  const fileCalled = (name: string): ConsoleFile => {
    const file = files.get(name);
    if (file === undefined) throw new CodedError("not-found", `The console has no file called ${name}.`);
    return file;
  };

  const home = {
    tags,
    operationId: "getConsole",
    summary: "The console: start jobs, follow them, look at what they wrote",
    headers: ifNoneMatch,
    response: {
      200: { description: "A page for a browser.", headers: pageHeaders, content: { "text/html": text } },
      304: empty("What the client holds is current.", pageHeaders),
      ...withHeaders(problems("not-acceptable", "internal-error"), varyHeader),
    },
  };
  app.get("/", { config: { scope: "open" }, schema: home }, async (request, reply) => {
    reply.header("vary", "Accept");
    if (chooseMediaType(request.headers.accept, ["text/html"]) === undefined) {
      throw new CodedError(
        "not-acceptable",
        "The console is served as text/html; GET /openapi.json describes the API.",
      );
    }
    reply.header("content-security-policy", contentSecurityPolicy);
    return sendFile(fileCalled(page), request, reply);
  });

  const asset = {
    tags,
    operationId: "getConsoleFile",
    summary: "A script, style sheet or picture of the console",
    params: Type.Object({ file: Type.String({ description: "The file's name.", examples: ["console.js"] }) }),
    headers: ifNoneMatch,
    response: {
      200: {
        description: "The file.",
        headers: fileHeaders,
        content: { "text/javascript": text, "text/css": text, "image/svg+xml": text },
      },
      304: empty("What the client holds is current.", fileHeaders),
      ...problems("bad-request", "not-found", "internal-error"),
    },
  };
  app.get("/console/:file", { config: { scope: "open" }, schema: asset }, async (request, reply) => {
    const { file } = request.params;
    // The page itself is served at / alone, under its policy.
    if (file === page) throw new CodedError("not-found", `${file} is served at / alone.`);
    return sendFile(fileCalled(file), request, reply);
  });
};

function sendFile({ bytes, contentType, etag }: ConsoleFile, request: FastifyRequest, reply: FastifyReply) {
  reply.header("etag", etag).header("cache-control", cacheControl);
  if (isCurrent({ "if-none-match": request.headers["if-none-match"] }, { etag, lastModified: Number.NaN })) {
    return reply.code(304).send();
  }
  return reply.type(contentType).send(bytes);
}
