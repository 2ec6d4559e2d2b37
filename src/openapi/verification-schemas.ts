// The shared schema of what verifying a run finds, and its example.

import { Type } from "typebox";
import type { Verification } from "../jobs/run-verification.ts";
import { closed, count, datasetName, hexDigest, jobId } from "./fields.ts";

const file = Type.Object(
  {
    name: datasetName(),
    bytes: count("What the manifest says."),
    partitions: count("How many were read."),
    surplusBytes: count("Bytes after the last partition that do not belong there."),
  },
  closed,
);

const damagedPartition = Type.Object(
  {
    dataset: datasetName(),
    partition: Type.String({ description: "Its name in manifest.json." }),
    offset: count("Its first byte in the file."),
    bytes: count("What the manifest says."),
    expected: hexDigest("The SHA-256 in the manifest."),
    found: Type.String({
      pattern: "^([0-9a-f]{64}|missing|unreadable)$",
      description:
        "The SHA-256 of what lies there; `missing` where the file is not there or ends before, `unreadable` where the disk does not give it.",
    }),
  },
  closed,
);

const verification = Type.Object(
  {
    run: Type.String({ description: "Name of the run directory." }),
    job: jobId,
    intact: Type.Boolean({
      description: "Whether every byte is what the manifest says: after the repair, if there was one.",
    }),
    datasets: Type.Array(file, { description: "The files of the run." }),
    damaged: Type.Array(damagedPartition, { description: "As they were found, in the order of the files." }),
    repaired: Type.Array(datasetName(), { description: "The datasets that were repaired." }),
  },
  { ...closed, $id: "Verification", description: "What lies on the disk of a run, held against its manifest." },
);

export const verificationSchemas = [verification];

const job = "0123456789abcdef0123456789abcdef";
const sha256 = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";

export const damagedExample: Verification = {
  run: `${job}-1`,
  job,
  intact: false,
  datasets: [{ name: "usage_logs", bytes: 13_124_000, partitions: 60, surplusBytes: 0 }],
  damaged: [
    {
      dataset: "usage_logs",
      partition: "2025-12-24/0",
      offset: 10_800_112,
      bytes: 218_733,
      expected: sha256,
      found: "missing",
    },
  ],
  repaired: [],
};
