// Every coded error of the service: code, HTTP status, title, and what the reader can do about it.
// docs/errors.md is compared with this table by a test, both ways. The file is long by the table.

interface ErrorDefinition {
  readonly status: number;
  readonly title: string;
  readonly remedy: string;
}

export const errorDefinitions = {
  "invalid-spec": {
    status: 400,
    title: "The request body is not a valid spec",
    remedy:
      "Correct the fields named in `errors`; unknown fields are refused so that no typing mistake passes silently.",
  },
  "invalid-query": {
    status: 400,
    title: "A query, path or header parameter is not valid",
    remedy: "Correct the parameters named in `errors`.",
  },
  "invalid-json": { status: 400, title: "The body is not JSON", remedy: "Send a JSON object, or no body at all." },
  "invalid-query-sql": {
    status: 400,
    title: "The query is not a SELECT that can be run",
    remedy: "Send a single SELECT, or WITH and a SELECT, with a value for each of its parameters.",
  },
  "bad-request": {
    status: 400,
    title: "The request cannot be read",
    remedy: "Correct the request, then send it again.",
  },
  "query-not-allowed": {
    status: 403,
    title: "Queries are not allowed here",
    remedy: "Start the server with ALLOW_QUERY=true, or ask GET /analytics.",
  },
  unauthorized: {
    status: 401,
    title: "The request carries no key of this service",
    remedy: "Send a key that you were given: Authorization: Bearer KEY.",
  },
  forbidden: {
    status: 403,
    title: "The key does not allow this",
    remedy: "Use a key with that scope; scopes are read, generate and admin, and each includes the ones before it.",
  },
  "not-found": { status: 404, title: "There is no such route", remedy: "GET /docs lists every route." },
  "unknown-job": { status: 404, title: "There is no such job", remedy: "GET /jobs lists the jobs." },
  "unknown-dataset": {
    status: 404,
    title: "There is no such dataset",
    remedy: "The datasets are customers, plans, content, subscriptions and usage_logs.",
  },
  "not-generated": {
    status: 404,
    title: "The dataset has not been generated",
    remedy: "POST /generate with that body, then ask again.",
  },
  "not-ingested": {
    status: 404,
    title: "There is no warehouse",
    remedy: "POST /ingest once something has been generated, then ask again.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The route has no such method",
    remedy: "Use a method of the Allow header.",
  },
  "not-acceptable": {
    status: 406,
    title: "No representation fits the Accept header",
    remedy: "Ask for a media type that is served.",
  },
  "request-timeout": {
    status: 408,
    title: "The request did not arrive in time",
    remedy: "Send the request without pauses; the service waits 15 s for its headers and 30 s for all of it.",
  },
  "job-not-finished": {
    status: 409,
    title: "The job has not succeeded",
    remedy: "Wait for a queued or running job; POST the spec of a failed or canceled one again.",
  },
  "missing-dependency": {
    status: 409,
    title: "An upstream dataset is missing or belongs to another world",
    remedy: "Use the same seed, dates, counts and behaviour.",
  },
  "not-cancelable": { status: 409, title: "The job has already ended", remedy: "Nothing needs to be done." },
  "shared-job": {
    status: 409,
    title: "Other clients asked for the same job",
    remedy: "Add ?force=true to cancel it for all of them.",
  },
  "model-version-differs": {
    status: 409,
    title: "The run was made by another model version",
    remedy: "Generate it anew with this version, or judge it with the version that made it.",
  },
  "job-evicted": {
    status: 410,
    title: "The job's files are no longer kept",
    remedy: "POST the job's spec again: the same spec gives the same bytes.",
  },
  "body-too-large": { status: 413, title: "The body is too large", remedy: "A spec fits in 1 MiB." },
  "unsupported-media-type": {
    status: 415,
    title: "The body is not application/json",
    remedy: "Send application/json.",
  },
  "range-not-satisfiable": {
    status: 416,
    title: "The range lies outside the file",
    remedy: "Ask for bytes below the length in the Content-Range header.",
  },
  "too-many-customers": {
    status: 422,
    title: "More customers than this server allows",
    remedy: "Ask for fewer customers, or raise MAX_CUSTOMERS on the server.",
  },
  "impossible-spec": {
    status: 422,
    title: "The spec is well-formed but describes no possible world",
    remedy: "Correct the fields named in `errors`.",
  },
  "source-missing": {
    status: 422,
    title: "A file of the load is missing",
    remedy: "All five files must be there: generate the datasets that are missing, or name another directory.",
  },
  "source-truncated": {
    status: 422,
    title: "A file of the load has been cut off",
    remedy: "Copy or generate the file again; one that is whole ends with a line feed.",
  },
  "source-header-differs": {
    status: 422,
    title: "A file of the load has another header",
    remedy: "Give the file these columns, in this order.",
  },
  "source-not-utf8": {
    status: 422,
    title: "A file of the load is not UTF-8 text",
    remedy: "Convert it, for example with iconv -f LATIN1 -t UTF-8.",
  },
  "source-row-too-long": {
    status: 422,
    title: "A row of the load goes on without an end",
    remedy: "Close the quote that is open there, or end the lines with line feeds.",
  },
  "source-as-of-unknown": {
    status: 422,
    title: "The day that the files are seen from is not known",
    remedy: "Name it with --as-of.",
  },
  "source-as-of-differs": {
    status: 422,
    title: "The files are seen from another day",
    remedy: "Leave --as-of out, or move the manifest away.",
  },
  "query-out-of-memory": {
    status: 422,
    title: "The query takes more memory than it may",
    remedy: "Ask for less at a time, or raise QUERY_MEMORY_MB on the server.",
  },
  "too-many-rows": {
    status: 422,
    title: "The job would write more rows than one may",
    remedy: "Ask for fewer customers or fewer sessions, or raise MAX_ROWS on the server.",
  },
  "job-too-large": {
    status: 422,
    title: "The job would write more bytes than one may",
    remedy: "Ask for fewer customers or fewer datasets, or raise MAX_JOB_BYTES on the server.",
  },
  "too-many-jobs": {
    status: 429,
    title: "Too many jobs of this key wait or run",
    remedy: "Try again after the seconds in Retry-After.",
  },
  "too-many-requests": {
    status: 429,
    title: "There were too many requests in this minute",
    remedy: "Wait for the seconds in Retry-After.",
  },
  "headers-too-large": {
    status: 431,
    title: "The request line and headers are too large",
    remedy: "Shorten the URL and the headers: together they may have 16 KiB.",
  },
  "internal-error": {
    status: 500,
    title: "The server failed",
    remedy: "Report the request id; the server's log has the cause.",
  },
  "worker-died": {
    status: 500,
    title: "A worker thread died while the job ran",
    remedy: "POST the job again; nothing was published.",
  },
  "process-died": {
    status: 500,
    title: "The service died time and again while the job ran",
    remedy:
      "Give the service more memory or fewer WORKERS, or ask for fewer customers; POST the job again to start it anew.",
  },
  "storage-failed": {
    status: 500,
    title: "The data directory could not be read or written",
    remedy: "Check the data directory's disk and permissions, then POST the job again.",
  },
  "run-damaged": {
    status: 500,
    title: "A file of the run does not match its manifest",
    remedy:
      "POST /datasets/verify?repair=true to generate what is damaged anew, or POST the job again: it starts anew when its run is damaged.",
  },
  "query-died": {
    status: 500,
    title: "The process of a query ended",
    remedy: "Ask again; another process has taken its place.",
  },
  "query-too-slow": {
    status: 503,
    title: "The query took too long",
    remedy: "Ask for less, or try again when the server is less busy.",
  },
  "queue-full": { status: 503, title: "The queue is full", remedy: "Try again after the seconds in Retry-After." },
  "too-many-connections": {
    status: 503,
    title: "Too many connections are open",
    remedy: "Try again after the seconds in Retry-After, and keep fewer connections.",
  },
  "shutting-down": { status: 503, title: "The service is shutting down", remedy: "Try again once it is back." },
  "data-directory-unwritable": {
    status: 503,
    title: "The data directory is not writable",
    remedy: "Give the service's user write access to DATA_DIR.",
  },
  "data-directory-locked": {
    status: 503,
    title: "Another mockbuster uses this data directory",
    remedy: "Stop that process, or choose another DATA_DIR.",
  },
  "key-quota-exceeded": {
    status: 507,
    title: "The runs of this key would take more of the disk than they may",
    remedy: "Ask for less; older runs go as new ones come, and KEY_MAX_BYTES is the limit on the server.",
  },
  "disk-too-small": {
    status: 507,
    title: "The files would not fit on the disk",
    remedy: "Ask for fewer customers, or free that many bytes.",
  },
  "disk-full": {
    status: 507,
    title: "The disk is full",
    remedy: "Free space on the disk of the data directory, then POST the job again.",
  },
} as const satisfies Record<string, ErrorDefinition>;

export type ErrorCode = keyof typeof errorDefinitions;

/** One fault of the input: where (a JSON pointer into the body, or to a parameter: `/limit`) and a sentence. */
export interface InputFault {
  readonly pointer: string;
  readonly detail: string;
}

/** An RFC 9457 problem document. */
export interface Problem {
  type: string;
  title: string;
  status: number;
  detail: string;
  instance?: string;
  code: ErrorCode;
  errors?: InputFault[];
}

interface ErrorExtras {
  /** What clients read instead of the message, where that one names files of the host. */
  readonly publicDetail?: string | undefined;
  readonly errors?: readonly InputFault[];
  readonly headers?: Readonly<Record<string, string>>;
  readonly cause?: unknown;
}

/** An expected failure: carries its code, a sentence on what happened, and the response headers it wants. */
export class CodedError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  /** Names no file of the host. The cause of a 500 is the log's affair, unless someone has put it into public words. */
  readonly publicDetail: string;
  readonly errors: readonly InputFault[];
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: ErrorCode, detail: string, extras: ErrorExtras = {}) {
    super(detail, extras.cause === undefined ? undefined : { cause: extras.cause });
    this.name = "CodedError";
    this.code = code;
    this.status = errorDefinitions[code].status;
    this.publicDetail = extras.publicDetail ?? (this.status === 500 ? "" : detail);
    this.errors = extras.errors ?? [];
    this.headers = extras.headers ?? {};
  }

  /** The whole message and what to do about it, for the command line. */
  get explanation(): string {
    return `${this.message} ${errorDefinitions[this.code].remedy}`.trim();
  }

  /** The problem document; `instance` is the request's path or the job's. */
  toProblem(instance?: string): Problem {
    const definition: ErrorDefinition = errorDefinitions[this.code];
    return {
      type: `https://mockbuster.example/errors#${this.code}`,
      title: definition.title,
      status: definition.status,
      detail: `${this.publicDetail} ${definition.remedy}`.trim(),
      ...(instance === undefined ? {} : { instance }),
      code: this.code,
      ...(this.errors.length === 0 ? {} : { errors: [...this.errors] }),
    };
  }
}
