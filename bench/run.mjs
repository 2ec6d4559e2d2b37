// npm run bench: every contestant in turn, round after round, so that a slow moment of the machine hits all alike; prints
// medians and ratios and writes them to bench/results/. See bench/README.md for the method and the targets.
// usage: run.mjs [--customers 300000] [--rounds 3] [--peer ../shared/peer/generate.py] [--peer-customers 30000]
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { createReadStream, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measured, median } from "./measure.mjs";

const { values } = parseArgs({
  options: {
    customers: { type: "string", default: "300000" },
    rounds: { type: "string", default: "3" },
    peer: { type: "string", default: fileURLToPath(new URL("../../shared/peer/generate.py", import.meta.url)) },
    "peer-customers": { type: "string", default: "30000" },
    "memory-customers": { type: "string", default: "1000000" },
  },
});
const customers = values.customers;
const cores = availableParallelism();
const work = mkdtempSync(join(tmpdir(), "mockbuster-bench-"));
const script = (name) => fileURLToPath(new URL(name, import.meta.url));
const ours = (out, workers, ...more) =>
  measured(process.execPath, [
    script("write-files.mjs"),
    join(work, out),
    "--customers",
    customers,
    "--workers",
    String(workers),
    ...more,
  ]);

const duckdb = `DuckDB's GROUP BY, ${cores} threads`;
/** Each gives { seconds, rows, bytes, peakBytes, ... } of one run. */
const contestants = {
  ...(existsSync(values.peer)
    ? {
        "peer (plain Python)": async () => {
          const args = [
            values.peer,
            join(work, "peer"),
            "--customers",
            values["peer-customers"],
            "--as-of",
            "2026-01-01",
          ];
          const run = await measured("python3", args);
          const rows =
            Number(execFileSync("wc", ["-l", join(work, "peer/usage_logs.csv")], { encoding: "utf8" }).split(" ")[0]) -
            1;
          return { ...run, rows, bytes: Number(/(\d+) bytes/.exec(run.output)[1]) };
        },
      }
    : {}),
  "csv-stringify pipeline": async () => {
    const run = await measured(process.execPath, [
      script("stringify-pipeline.mjs"),
      join(work, "stringify"),
      "--customers",
      customers,
    ]);
    return { ...run, ...run.result };
  },
  "usage_logs, 1 worker": async () => {
    const run = await ours("one", 1, "--only", "usage_logs");
    return { ...run, rows: run.result.rows, bytes: run.result.bytes };
  },
  [`usage_logs, ${cores} workers`]: async () => {
    const run = await ours("all", cores, "--only", "usage_logs");
    return { ...run, rows: run.result.rows, bytes: run.result.bytes };
  },
  "usage_logs, 2 processes": async () => {
    const start = performance.now();
    const runs = await Promise.all(["p1", "p2"].map((out) => ours(out, 1, "--only", "usage_logs")));
    const sum = (field) => runs.reduce((total, run) => total + run.result[field], 0);
    return { seconds: (performance.now() - start) / 1000, rows: sum("rows"), bytes: sum("bytes"), peakBytes: 0 };
  },
  "plain copy": async () => {
    rmSync(join(work, "copy.csv"), { force: true });
    const run = await measured("cp", ["--reflink=never", join(work, "one/usage_logs.csv"), join(work, "copy.csv")]);
    return { ...run, rows: 0, bytes: lastBytes["usage_logs, 1 worker"] };
  },
  "five files alone": async () => {
    const run = await ours("five", cores);
    return { ...run, ...run.result };
  },
  "reports and governance alone": async () => {
    const args = [script("scan-files.mjs"), join(work, "five"), "--customers", customers, "--workers", String(cores)];
    const run = await measured(process.execPath, args);
    return { ...run, ...run.result };
  },
  [duckdb]: async () => {
    const args = [script("duckdb-scan.mjs"), join(work, "five/usage_logs.csv"), "--threads", String(cores)];
    const run = await measured(process.execPath, args);
    return { ...run, ...run.result };
  },
  "whole job (POST to succeeded)": async () => {
    rmSync(join(work, "job"), { recursive: true, force: true });
    const args = [script("whole-job.mjs"), join(work, "job"), "--customers", customers, "--workers", String(cores)];
    const run = await measured(process.execPath, args);
    return { ...run, ...run.result, peakBytes: run.result.servicePeakBytes };
  },
};

const lastBytes = {};
const rounds = Object.fromEntries(Object.keys(contestants).map((name) => [name, []]));
for (let round = 1; round <= Number(values.rounds); round++) {
  for (const [name, run] of Object.entries(contestants)) {
    const figures = await run();
    lastBytes[name] = figures.bytes;
    rounds[name].push({ ...figures, output: undefined, result: undefined });
    console.error(`round ${round}: ${name}: ${figures.seconds.toFixed(2)} s`);
  }
}

const digests = await Promise.all(
  ["one", "all", "stringify"].map(async (out) => {
    const hash = createHash("sha256");
    for await (const chunk of createReadStream(join(work, out, "usage_logs.csv"))) hash.update(chunk);
    return hash.digest("hex");
  }),
);
if (new Set(digests).size !== 1) throw new Error(`the contestants' usage_logs differ: ${digests.join(", ")}`);

const large = await measured(process.execPath, [
  script("whole-job.mjs"),
  join(work, "large"),
  "--customers",
  values["memory-customers"],
  "--workers",
  String(cores),
]);

const of = (name, figure) => median(rounds[name].map(figure));
const rate = (name) => of(name, (run) => run.rows / run.seconds);
const speed = (name) => of(name, (run) => run.bytes / run.seconds / 1e6);
const job = (figure) => of("whole job (POST to succeeded)", figure);
/** Median of the ratios round by round: both sides of a ratio ran in the same minute. */
const ratio = (above, aboveOf, below, belowOf) =>
  median(rounds[above].map((run, round) => aboveOf(run) / belowOf(rounds[below][round])));
const rowsASecond = (run) => run.rows / run.seconds;
const bytesASecond = (run) => run.bytes / run.seconds;
const all = `usage_logs, ${cores} workers`;
const targets = [
  ...(rounds["peer (plain Python)"]
    ? [
        [
          "usage rows/s, 1 worker, of the peer's",
          ratio("usage_logs, 1 worker", rowsASecond, "peer (plain Python)", rowsASecond),
          ">=",
          30,
        ],
      ]
    : []),
  [
    "usage rows/s, 1 worker, of the csv-stringify pipeline's",
    ratio("usage_logs, 1 worker", rowsASecond, "csv-stringify pipeline", rowsASecond),
    ">=",
    12,
  ],
  [
    "MB/s, 1 worker, of the plain copy's",
    ratio("usage_logs, 1 worker", bytesASecond, "plain copy", bytesASecond),
    ">=",
    0.1,
  ],
  [
    `rows/s, ${cores} workers, of two processes'`,
    ratio(all, rowsASecond, "usage_logs, 2 processes", rowsASecond),
    ">=",
    0.8,
  ],
  [
    "whole job's time, of five files alone",
    ratio(
      "whole job (POST to succeeded)",
      (run) => run.seconds,
      "five files alone",
      (run) => run.seconds,
    ),
    "<=",
    2.2,
  ],
  [
    "reports' and governance's time, of five files alone",
    ratio(
      "reports and governance alone",
      (run) => run.seconds,
      "five files alone",
      (run) => run.seconds,
    ),
    "<=",
    1.2,
  ],
  [
    "usage rows/s of the scan with its checks, of DuckDB's",
    ratio("reports and governance alone", (run) => run.usageRows / run.usageSeconds, duckdb, rowsASecond),
    "none",
  ],
  [
    `peak MB of the whole job at ${values["memory-customers"]} customers`,
    large.result.servicePeakBytes / 1e6,
    "<=",
    400,
  ],
  ["first byte of a download, p99, ms", job((run) => run.firstByteP99) * 1000, "<=", 10],
  [
    "download's MB/s, of the plain copy's",
    ratio("whole job (POST to succeeded)", (run) => run.usageBytes / run.downloadSeconds, "plain copy", bytesASecond),
    ">=",
    0.5,
  ],
  ["event-loop delay with a job running, p99, ms", job((run) => run.eventLoopP99) * 1000, "<=", 50],
];

const lines = [
  `# Benchmark, ${new Date().toISOString()}`,
  "",
  `${cpus()[0]?.model ?? "unknown processor"}, ${cores} cores, Node ${process.version}, ${customers} customers (the peer: ${values["peer-customers"]}), ${values.rounds} rounds, medians of whole processes.`,
  "",
  "| contestant | seconds | million rows/s | MB/s | peak MB |",
  "|---|---|---|---|---|",
  ...Object.keys(rounds).map(
    (name) =>
      `| ${name} | ${of(name, (run) => run.seconds).toFixed(2)} | ${(rate(name) / 1e6).toFixed(3)} | ${speed(name).toFixed(0)} | ${(of(name, (run) => run.peakBytes) / 1e6).toFixed(0)} |`,
  ),
  "",
  "| target | measured | wanted | |",
  "|---|---|---|---|",
  ...targets.map(([name, measure, sign, wanted]) => {
    if (sign === "none") return `| ${name} | ${measure.toFixed(2)} | | |`;
    const met = sign === ">=" ? measure >= wanted : measure <= wanted;
    return `| ${name} | ${measure.toFixed(2)} | ${sign} ${wanted} | ${met ? "met" : "MISSED"} |`;
  }),
  "",
];
console.log(lines.join("\n"));
const results = fileURLToPath(new URL("results/", import.meta.url));
mkdirSync(results, { recursive: true });
const stamp = new Date().toISOString().slice(0, 16).replace(":", "");
writeFileSync(join(results, `${stamp}.md`), lines.join("\n"));
writeFileSync(join(results, `${stamp}.json`), `${JSON.stringify({ rounds, large: large.result }, null, 1)}\n`);
rmSync(work, { recursive: true, force: true });
