// The shared schemas of jobs: what is asked for, how far it has come, what it would write.
// They mirror the interfaces of the job service; the tests hold every answer against them.

import { Type } from "typebox";
import { Verdict, VerdictCounts } from "../checks/schemas.ts";
import { datasetNames } from "../datasets.ts";
import { jobKinds, jobStates } from "../jobs/job.ts";
import { BehaviourRequest, GenerateRequest } from "../spec/request.ts";
import { Agreement } from "../warehouse/validation/schemas.ts";
import { closed, count, datasetName, hexDigest, jobId, nullableTime, partitionsDigest, time } from "./fields.ts";
import { shared } from "./responses.ts";

const spec = Type.Object(
  {
    seed: Type.String(),
    asOf: Type.String({ format: "date" }),
    anchor: Type.String({ format: "date" }),
    customers: count("Customers."),
    content: count("Titles."),
    datasets: Type.Array(datasetName()),
    behaviour: BehaviourRequest,
  },
  {
    ...closed,
    $id: "Spec",
    description: "The request with every default filled in, overrides equal to the default dropped.",
  },
);

const datasetProgress = Type.Object(
  {
    state: Type.Enum(["waiting", "running", "done"]),
    rows: count("Rows written; of an ingest, rows read."),
    bytes: count("Bytes written; of an ingest, bytes read."),
  },
  closed,
);

const jobProgress = Type.Object(
  {
    fraction: Type.Number({ minimum: 0, maximum: 1, description: "All steps of the job together." }),
    rowsWritten: count("Rows written so far; of an ingest, rows read."),
    rowsExpected: count("Rows expected: from the model, or those of the run that is loaded."),
    bytesWritten: count("Bytes written so far; of an ingest, bytes read."),
    rowsPerSecond: Type.Number({ minimum: 0 }),
    etaSeconds: Type.Union([Type.Number({ minimum: 0 }), Type.Null()], {
      description: "Seconds still to go; null while there is nothing to extrapolate from.",
    }),
    datasets: Type.Object(
      Object.fromEntries(datasetNames.map((name) => [name, Type.Optional(datasetProgress)])),
      closed,
    ),
  },
  { ...closed, $id: "JobProgress" },
);

const jobDataset = Type.Object(
  {
    name: datasetName(),
    rows: count("Rows, without the header."),
    bytes: count("Length of the file."),
    sha256: hexDigest("SHA-256 of the file."),
    digest: partitionsDigest,
    path: Type.String({ description: "Where the file lies on the host, from the data directory's name on." }),
    url: Type.String({ description: "Where the file is served." }),
  },
  { ...closed, $id: "JobDataset" },
);

const loadedDataset = Type.Object(
  {
    loaded: count("Rows in the typed table."),
    rejected: count("Rows in the table `rejected`."),
    manifest: Type.Optional(Agreement),
  },
  closed,
);

const loads = Type.Object(
  { job: jobId, run: Type.String({ description: "Name of the run." }) },
  { ...closed, description: "Of an ingest: the run it loads, and the job that wrote it." },
);

const ingestResult = Type.Object(
  {
    path: Type.String({ description: "Where the file of the warehouse lies." }),
    datasets: Type.Object(Object.fromEntries(datasetNames.map((name) => [name, loadedDataset])), closed),
    validation: Type.Optional(VerdictCounts),
  },
  { ...closed, $id: "IngestResult", description: "Of an ingest that has succeeded: what has come into the warehouse." },
);

const job = Type.Object(
  {
    id: jobId,
    kind: Type.Enum([...jobKinds], { description: "Whether the job writes a run or loads one into the warehouse." }),
    state: Type.Enum([...jobStates]),
    spec: shared("Spec"),
    modelVersion: Type.String({ description: "Names the algorithm: the same version gives the same bytes." }),
    requests: Type.Integer({ minimum: 1, description: "How many requests asked for this job." }),
    createdAt: time("When the job was first asked for."),
    startedAt: nullableTime("When the job started; null while it waits."),
    finishedAt: nullableTime("When the job ended; null before."),
    published: Type.Boolean({ description: "True while the files this job wrote are the published ones." }),
    progress: shared("JobProgress"),
    datasets: Type.Optional(
      Type.Array(shared("JobDataset"), { description: "The files, once the job has succeeded." }),
    ),
    governance: Type.Optional(Verdict),
    verdicts: Type.Optional(
      Type.Object(
        {
          ...VerdictCounts.properties,
          failed: Type.Array(Type.String(), { description: "Ids of the checks that failed." }),
        },
        {
          ...closed,
          description: "What became of the checks, once the job has succeeded. GET /governance has them all.",
        },
      ),
    ),
    loads: Type.Optional(loads),
    result: Type.Optional(shared("IngestResult")),
    problem: Type.Optional(shared("Problem")),
  },
  { ...closed, $id: "Job" },
);

const jobList = Type.Object(
  {
    jobs: Type.Array(shared("Job")),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: "The `cursor` of the next page; null on the last.",
    }),
  },
  { ...closed, $id: "JobList" },
);

const interval = (unit: string) =>
  Type.Object(
    {
      expected: Type.Number({ minimum: 0, description: `The mean of the ${unit}.` }),
      low: Type.Number({ minimum: 0 }),
      high: Type.Number({ minimum: 0 }),
    },
    { ...closed, description: `With probability .95 the ${unit} lie between low and high.` },
  );

const datasetEstimate = Type.Object({ rows: interval("rows"), bytes: interval("bytes") }, closed);

const estimate = Type.Object(
  {
    spec: shared("Spec"),
    modelVersion: Type.String(),
    datasets: Type.Object(
      Object.fromEntries(datasetNames.map((name) => [name, Type.Optional(datasetEstimate)])),
      closed,
    ),
    totals: Type.Object(
      { rows: interval("rows"), bytes: interval("bytes") },
      { ...closed, description: "Of all datasets; the intervals are summed, as if all erred to the same side." },
    ),
  },
  { ...closed, $id: "Estimate" },
);

const generateRequest = Type.Unsafe<GenerateRequest>({ ...GenerateRequest, $id: "GenerateRequest" });

const ingestRequest = Type.Object(
  {},
  { ...closed, $id: "IngestRequest", description: "Empty: the query parameter `job` says which run." },
);

export const jobSchemas = [
  spec,
  jobProgress,
  jobDataset,
  ingestResult,
  job,
  jobList,
  estimate,
  generateRequest,
  ingestRequest,
];
