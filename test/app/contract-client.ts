// A client that holds every answer it receives against the published OpenAPI document: status, headers, type and body.

import { createRequire } from "node:module";
import type * as responseValidator from "openapi-response-validator";
import supertest from "supertest";

// Imported, the package's default export differs between Node and vitest; required, it does not.
const { default: ResponseValidator }: typeof responseValidator.default = createRequire(import.meta.url)(
  "openapi-response-validator",
);

interface Header {
  readonly $ref?: string;
}

interface Operation {
  readonly responses: Record<
    string,
    { headers?: Record<string, Header>; content?: Record<string, { schema: object; examples?: object }> }
  >;
}

interface OpenApiDocument {
  readonly paths: Record<string, Record<string, Operation>>;
  readonly components: { schemas: Record<string, object> };
}

export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Buffer;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  readonly json: <T = Record<string, unknown>>() => T;
}

export interface Request {
  readonly method?: string;
  readonly headers?: Record<string, string>;
  /** Sent as it is; objects as JSON with their content type. */
  readonly body?: string | object;
}

/** Headers of the connection and the message frame, which no API describes. */
const frameHeaders = ["connection", "keep-alive", "date", "transfer-encoding", "content-type", "content-length"];

export class ContractClient {
  readonly #server: string;
  readonly #document: OpenApiDocument;
  readonly #exercised = new Set<string>();
  readonly #validators = new Map<string, responseValidator.IOpenAPIResponseValidator>();

  private constructor(server: string, document: OpenApiDocument) {
    this.#server = server;
    this.#document = document;
  }

  static async open(server: string): Promise<ContractClient> {
    const { body } = await supertest(server).get("/openapi.json").expect(200);
    return new ContractClient(server, body as OpenApiDocument);
  }

  get document(): OpenApiDocument {
    return this.#document;
  }

  /** Sends a request and fails when the answer is not as documented. */
  async ask(path: string, request: Request = {}): Promise<Answer> {
    const method = request.method ?? "GET";
    const answer = await this.#send(method, path, request);
    const faults = this.faultsOf(method, path, answer);
    if (faults.length > 0) throw new Error(`${method} ${path} ${answer.status}: ${faults.join("; ")}\n${answer.text}`);
    return answer;
  }

  /** Operations of the document that no request has reached. */
  unexercised(): string[] {
    const all = Object.entries(this.#document.paths).flatMap(([path, operations]) =>
      Object.keys(operations).map((method) => `${method} ${path}`),
    );
    return all.filter((operation) => !this.#exercised.has(operation));
  }

  async #send(method: string, path: string, request: Request): Promise<Answer> {
    const server = supertest(this.#server) as unknown as Record<string, (path: string) => supertest.Test>;
    let test = server[method.toLowerCase()]!(path)
      .redirects(0)
      .set({ "accept-encoding": "identity", ...request.headers });
    if (typeof request.body === "object") test = test.set("content-type", "application/json");
    const sent = typeof request.body === "object" ? JSON.stringify(request.body) : request.body;
    const collected = test.buffer(true).parse((response, done) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer | string) => chunks.push(Buffer.from(chunk as Buffer)));
      response.on("end", () => done(null, Buffer.concat(chunks)));
    });
    const response = await (sent === undefined ? collected : collected.send(sent));
    const body = Buffer.isBuffer(response.body) ? response.body : Buffer.alloc(0);
    const text = body.toString("utf8");
    return { status: response.status, headers: response.headers, body, text, json: () => JSON.parse(text) };
  }

  /** What the document does not say of an answer to `method` and `path`, which whoever may have received. */
  faultsOf(method: string, path: string, answer: Pick<Answer, "status" | "headers" | "body" | "json">): string[] {
    const [bare = ""] = path.split("?", 1);
    // Whatever answers GET answers HEAD, as the document says in its description, but for streams: those say 405.
    const asGet = method === "HEAD" && answer.status !== 405;
    const found = this.#operation(method, bare) ?? (asGet ? this.#operation("GET", bare) : undefined);
    if (found === undefined) return this.#undocumented(answer);
    this.#exercised.add(found.name);
    const described = found.operation.responses[String(answer.status)];
    if (described === undefined) return [`the status ${answer.status} is not documented`];
    const faults = Object.keys(answer.headers)
      .filter((name) => !frameHeaders.includes(name) && !(name in (described.headers ?? {})))
      .map((name) => `the header ${name} is not documented`);
    if (answer.body.length === 0) return faults;
    const mediaType = answer.headers["content-type"]?.split(";", 1)[0] ?? "none";
    const schema = described.content?.[mediaType]?.schema;
    if (schema === undefined) return [...faults, `the media type ${mediaType} is not documented`];
    return /[/+]json$/.test(mediaType) ? [...faults, ...this.schemaFaults(schema, answer.json())] : faults;
  }

  /** Outside every path and method only refusals may come, as problem documents; a service with keys asks for one first. */
  #undocumented(answer: Pick<Answer, "status" | "body" | "json">): string[] {
    if (![400, 401, 403, 404, 405, 429].includes(answer.status)) {
      return ["no such operation is documented"];
    }
    return answer.body.length === 0 ? [] : this.schemaFaults({ $ref: "#/components/schemas/Problem" }, answer.json());
  }

  /** What is wrong with a value by a schema of the document. */
  schemaFaults(schema: object, value: unknown): string[] {
    const key = JSON.stringify(schema);
    const validator = this.#validators.get(key) ?? this.#compiled(schema);
    this.#validators.set(key, validator);
    const result: unknown = validator.validateResponse("200", value);
    return result === undefined ? [] : [JSON.stringify(result)];
  }

  #compiled(schema: object): responseValidator.IOpenAPIResponseValidator {
    const responses = { 200: { description: "", content: { "application/json": { schema } } } };
    // Its types know OpenAPI 3.0 only; it reads the schemas of 3.1 as well.
    const described: unknown = { responses, components: this.#document.components };
    return new ResponseValidator(described as responseValidator.OpenAPIResponseValidatorArgs);
  }

  #operation(method: string, path: string): { name: string; operation: Operation } | undefined {
    for (const [template, operations] of Object.entries(this.#document.paths)) {
      const pattern = new RegExp(`^${template.replace(/\{[^}]+\}/g, "[^/]+")}$`);
      const operation = operations[method.toLowerCase()];
      if (pattern.test(path) && operation !== undefined)
        return { name: `${method.toLowerCase()} ${template}`, operation };
    }
    return undefined;
  }
}
