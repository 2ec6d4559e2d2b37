// The OpenAPI document as a whole: its title and tags, and what the routes' own descriptions cannot say.

import type { FastifyDynamicSwaggerOptions } from "@fastify/swagger";
import { commonComponents, complete, withAdmission } from "./completion.ts";
import { programVersion } from "./program-version.ts";

const description = `Synthetic data of one streaming platform: customers, plans, content, subscriptions and usage logs as five linked CSV files.

1. \`POST /generate\` starts a job and answers with it.
2. \`GET /jobs/{id}\` tells when it has succeeded; \`GET /jobs/{id}/events\` follows it.
3. \`GET /datasets/{name}\` downloads a file, \`GET /datasets/{name}/schema\` explains its columns, \`GET /report\` says how its rows are distributed.
4. \`GET /governance\` says, check by check, whether the files show what is declared.
5. \`GET /analytics\` asks the warehouse, once \`POST /ingest\` has loaded it, what happened: titles, engagement, subscriptions, retention.

The same request always gives the same bytes. What answers GET answers HEAD as well, with the same headers and no body; only event streams and the archive do not.`;

export const documentOptions: FastifyDynamicSwaggerOptions = {
  openapi: {
    openapi: "3.1.0",
    info: {
      title: "mockbuster",
      version: programVersion,
      summary: "Synthetic streaming-platform data with declared behaviour.",
      description,
    },
    servers: [{ url: "/", description: "This server." }],
    tags: [
      { name: "Jobs", description: "Ask for data, follow the work, cancel it." },
      { name: "Scenarios", description: "Named behaviours to ask for." },
      { name: "Datasets", description: "Read what was generated." },
      { name: "Reports", description: "How the rows are distributed." },
      { name: "Analytics", description: "Ask the warehouse what happened." },
      { name: "Warehouse", description: "What a loader made of the files, and whether it holds." },
      { name: "Operation", description: "For whatever runs and watches the service." },
    ],
    components: commonComponents,
  },
  refResolver: {
    // Components are named by the $id of the shared schema, not by a running number.
    buildLocalReference: (schema, _base, _fragment, index) =>
      typeof schema.$id === "string" ? schema.$id : `schema-${index}`,
  },
  transform: ({ schema, url, route }) => ({
    schema: withAdmission(schema ?? {}, route.config ?? {}),
    url,
  }),
  transformObject: (document) => {
    if ("openapiObject" in document) complete(document.openapiObject.paths ?? {});
    return "openapiObject" in document ? document.openapiObject : document.swaggerObject;
  },
};
