// npm run bench:warehouse: the loader and the sqlite3 shell's .import of the same files in turn, round after round; prints medians and
// ratios and writes them to bench/results/. See bench/README.md for the method and the targets.
// usage: warehouse.mjs [--customers 60000] [--rounds 3]
import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { measured, median } from "./measure.mjs";

const { values } = parseArgs({
  options: { customers: { type: "string", default: "60000" }, rounds: { type: "string", default: "3" } },
});
const here = (name) => fileURLToPath(new URL(name, import.meta.url));
const work = mkdtempSync(join(tmpdir(), "mockbuster-bench-"));
const files = join(work, "data", "raw");
const datasets = ["customers", "plans", "content", "subscriptions", "usage_logs"];

/** As fast as the shell can: nothing flushed, no journal. `times` tells the processor time of what bash has waited for. */
async function imported(names) {
  const database = join(work, "shell.sqlite");
  rmSync(database, { force: true });
  const commands = [
    "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF;",
    ".mode csv",
    ...names.map((name) => `.import ${join(files, `${name}.csv`)} ${name}`),
  ].join("\n");
  const run = await measured("bash", ["-c", `sqlite3 "$1" <<< "$2" > /dev/null && times`, "bash", database, commands]);
  const seconds = [
    ...run.output
      .trim()
      .split("\n")
      .at(-1)
      .matchAll(/(\d+)m([\d.]+)s/g),
  ];
  return { seconds: run.seconds, cpuSeconds: seconds.reduce((sum, [, m, s]) => sum + 60 * m + Number(s), 0) };
}

try {
  execFileSync(process.execPath, [
    here("../dist/cli.js"),
    ...["generate", "--customers", values.customers, "--as-of", "2026-01-01", "--data-dir", join(work, "data")],
  ]);
  const rounds = [];
  for (let round = 1; round <= Number(values.rounds); round++) {
    const shellUsage = await imported(["usage_logs"]);
    const { result } = await measured(process.execPath, [here("load-warehouse.mjs"), files, join(work, "ours.sqlite")]);
    const shellAll = await imported(datasets);
    rounds.push({ ...result, shellUsage, shellAll, load: loadavg()[0] });
    console.error(`round ${round}: ${JSON.stringify(rounds.at(-1))}`);
  }
  report(rounds);
} finally {
  rmSync(work, { recursive: true, force: true });
}

function report(rounds) {
  const { rows } = rounds[0];
  const of = (figure) => median(rounds.map(figure));
  const line = (name, part) => {
    const [seconds, cpu] = ["seconds", "cpuSeconds"].map((unit) => of((round) => part(round)[unit]));
    const [rate, cpuRate] = [seconds, cpu].map((time) => (rows / time / 1e6).toFixed(3));
    return `| ${name} | ${seconds.toFixed(2)} | ${rate} | ${cpu.toFixed(2)} | ${cpuRate} |`;
  };
  const target = (name, measure, wanted) =>
    `| ${name} | ${measure.toFixed(3)} | ${wanted === undefined ? "" : `>= ${wanted}`} | ${wanted === undefined ? "" : measure >= wanted ? "met" : "MISSED"} |`;
  const ratio = (ours, theirs, unit) => of((round) => theirs(round)[unit] / ours(round)[unit]);
  const [staging, typed, whole] = [({ staging }) => staging, ({ typed }) => typed, ({ whole }) => whole];
  const [usage, all] = [({ shellUsage }) => shellUsage, ({ shellAll }) => shellAll];
  const now = new Date().toISOString();
  const text = [
    `# Benchmark of the warehouse, ${now}`,
    "",
    `${cpus()[0].model.trim()}, ${availableParallelism()} cores, Node ${process.version}, ${rows} usage rows, ${rounds.length} rounds, medians; the machine's load was ${rounds.map(({ load }) => load.toFixed(1)).join(", ")}.`,
    "",
    "| | seconds | million usage rows/s | processor seconds | million usage rows a processor second |",
    "|---|---|---|---|---|",
    line("sqlite3 .import of usage_logs", usage),
    line("staging of usage_logs", staging),
    line("sqlite3 .import of all five", all),
    line("end to end: all five, typed, keys, references, indexes", typed),
    line("the same with summaries", whole),
    "",
    "| target | measured | wanted | |",
    "|---|---|---|---|",
    target(
      "million usage rows/s, staging",
      of((round) => rows / round.staging.seconds / 1e6),
      0.2,
    ),
    target(
      "million usage rows/s, end to end",
      of((round) => rows / round.typed.seconds / 1e6),
      0.06,
    ),
    target("staging, of .import's rows/s", ratio(staging, usage, "seconds")),
    target("end to end, of .import's rows/s", ratio(typed, all, "seconds")),
    target("staging, of .import's rows a processor second", ratio(staging, usage, "cpuSeconds")),
    target("end to end, of .import's rows a processor second", ratio(typed, all, "cpuSeconds")),
    `| peak MB of a load | ${(of(({ peakBytes }) => peakBytes) / 1e6).toFixed(0)} | | |`,
    "",
  ].join("\n");
  console.log(text);
  const file = here(`results/warehouse-${now.slice(0, 16).replace(":", "")}`);
  writeFileSync(`${file}.md`, text);
  writeFileSync(`${file}.json`, `${JSON.stringify({ now, node: process.version, rounds }, null, 2)}\n`);
}
