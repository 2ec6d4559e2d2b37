// The kinds of field that the shared schemas are made of.

import { Type } from "typebox";
import { datasetNames } from "../datasets.ts";

/** Answers hold the documented fields and no others. */
export const closed = { additionalProperties: false };

export const count = (description: string) => Type.Integer({ minimum: 0, description });
export const time = (description: string) => Type.String({ format: "date-time", description });
export const nullableTime = (description: string) => Type.Union([time(description), Type.Null()]);
export const hexDigest = (description: string) => Type.String({ pattern: "^[0-9a-f]{64}$", description });
export const datasetName = () => Type.Enum(datasetNames, { type: "string" });

export const jobId = Type.String({
  pattern: "^[0-9a-f]{32}$",
  description: "Digest of the spec and the model version: the same spec is the same job.",
});

export const partitionsDigest = hexDigest(
  "SHA-256 of a text: the SHA-256 of each partition of the file as 64 lower-case hex digits, in the order of the manifest.json that GET /archive " +
    "holds, with nothing between them. It is the ETag of the stored file.",
);
