// How the dataset routes stand in the OpenAPI document: their parameters, headers and answers.

import { type TSchema, Type } from "typebox";
import { formats, mediaTypes } from "../http/representation.ts";
import { datasetListExample, jobExample } from "../openapi/examples.ts";
import { empty, header, json, problems, type Responses, shared, withHeaders } from "../openapi/responses.ts";
import { datasetParameters, jobIdHeader, jobQuery, readingCodes } from "./reading.ts";

const tags = ["Datasets"];
const closed = { additionalProperties: false };
const digestExample = datasetListExample.datasets[0]?.digest ?? "";

export const listDescription = {
  tags,
  operationId: "listDatasets",
  summary: "What is published",
  querystring: Type.Object(jobQuery, closed),
  response: {
    200: json("The datasets of the run; none before the first job has succeeded.", shared("DatasetList"), {
      headers: jobIdHeader,
      example: datasetListExample,
    }),
    ...problems("invalid-query", "unknown-job", "job-not-finished", "job-evicted", "internal-error"),
  },
};

const querystring = Type.Object(
  {
    ...jobQuery,
    format: Type.Optional(
      Type.String({
        maxLength: 100,
        description: `One of ${formats.join(", ")}; wins over the Accept header, which also chooses (default csv).`,
        examples: ["csv"],
      }),
    ),
    limit: Type.Optional(
      Type.Integer({
        minimum: 1,
        maximum: Number.MAX_SAFE_INTEGER,
        description: "Rows at most: a page of the file. Without it and `offset` the whole file is sent.",
        examples: [5],
      }),
    ),
    offset: Type.Optional(
      Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, description: "Rows to skip before the page." }),
    ),
  },
  closed,
);

const conditions = {
  "if-none-match": Type.Optional(Type.String({ description: "Answer 304 if one of these ETags still holds." })),
  "if-modified-since": Type.Optional(
    Type.String({ description: "Answer 304 if what is served here has not changed since this date." }),
  ),
};

const requestHeaders = Type.Object({
  range: Type.Optional(
    Type.String({ description: "One range of bytes of the stored file, for example `bytes=0-1023`." }),
  ),
  "if-range": Type.Optional(Type.String({ description: "Serve the range only if this ETag or date still holds." })),
  ...conditions,
});

const varyHeader = { vary: header("Request headers that choose the representation.", "Accept, Accept-Encoding") };

const validators: Record<string, TSchema> = {
  etag: header("Names exactly these bytes.", `"${digestExample}"`),
  "last-modified": header(
    "When the file was complete or, without `job`, was published, if that is later.",
    "Thu, 01 Jan 2026 00:00:00 GMT",
  ),
  "cache-control": header("Caches must ask before they serve again.", "no-cache"),
  ...varyHeader,
  ...jobIdHeader,
};

const representationHeaders: Record<string, TSchema> = {
  ...validators,
  "content-disposition": header("A file name to save under.", 'attachment; filename="customers.csv"'),
  "content-encoding": header("gzip when the client accepts it and asks for no range.", "gzip"),
  "accept-ranges": header("Only for the stored file: ranges of bytes are served.", "bytes"),
  "repr-digest": header(
    "Only for the stored file: its SHA-256, RFC 9530.",
    "sha-256=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:",
  ),
  sha256: header("Only for the stored file: its SHA-256 in hex.", digestExample),
  "content-length": Type.Integer({ description: "Only for the stored file." }),
};

const csvExample = "plan_id,tier,monthly_price,max_streams,max_resolution\nP1,Basic,7.99,1,HD\n";
const ndjsonExample = '{"plan_id":"P1","tier":"Basic","monthly_price":7.99,"max_streams":1,"max_resolution":"HD"}\n';

const content = {
  [mediaTypes.csv]: {
    schema: Type.String(),
    examples: { csv: { summary: "CSV with a header line", value: csvExample } },
  },
  [mediaTypes.ndjson]: {
    schema: Type.String(),
    examples: {
      ndjson: { summary: "One JSON object a line, numbers as numbers, null for empty", value: ndjsonExample },
    },
  },
};

const refusalCodes = [...readingCodes, "bad-request", "unknown-dataset", "not-acceptable"] as const;

export const downloadDescription = {
  tags,
  operationId: "getDataset",
  summary: "Download a dataset",
  description:
    "Streams the file as CSV or as newline-delimited JSON, whole or as a page of rows (`limit`, `offset`). A download that began before a new run was " +
    `published ends with the bytes it began with. Ask for \`?limit=5\` to have a look; \`?job=${jobExample.id}\` reads an older run.`,
  params: datasetParameters,
  querystring,
  headers: requestHeaders,
  response: {
    200: { description: "The dataset, or a page of it.", headers: representationHeaders, content },
    206: {
      description: "The range of bytes that was asked for.",
      headers: { ...representationHeaders, "content-range": header("Which bytes these are.", "bytes 0-1023/1048576") },
      content: { [mediaTypes.csv]: { schema: Type.String() } },
    },
    304: empty("What the client holds is current.", validators),
    ...withHeaders(problems(...refusalCodes, "range-not-satisfiable"), varyHeader),
  },
};

export const headDescription = {
  tags,
  operationId: "headDataset",
  summary: "What a download would answer, without the bytes",
  description:
    "Answers as GET does; only a range means nothing here (RFC 9110, 14.2): the headers are those of the whole.",
  params: datasetParameters,
  querystring,
  headers: Type.Object(conditions),
  response: {
    200: empty("The headers of the dataset, or of a page of it.", representationHeaders),
    304: empty("What the client holds is current.", validators),
    ...withoutBodies(withHeaders(problems(...refusalCodes), varyHeader)),
  },
};

function withoutBodies(responses: Responses): Responses {
  return Object.fromEntries(
    Object.entries(responses).map(([status, { description, headers }]) => [status, empty(description, headers ?? {})]),
  );
}
