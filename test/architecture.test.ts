// Reads the imports of src and enforces who may import whom, that pure layers stay pure, and how long a file may be.

import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

interface Layer {
  readonly may: readonly string[];
  /** Layers whose types it may name, nothing more. */
  readonly mayName?: readonly string[];
  readonly because: string;
}

const everything =
  "config access http openapi routes jobs generators reports warehouse storage checks expectations spec scenarios rules random stats csv datasets errors entry-point priorities logger";

/** Downwards only: a layer is a folder of src, or a file that lies directly in it. */
const layers: Readonly<Record<string, Layer>> = {
  random: layer("", "it is the ground everything stands on"),
  stats: layer("", "it is the ground everything stands on"),
  datasets: layer("", "the contract must not depend on who keeps it"),
  errors: layer("", "every layer may throw, so it can import none"),
  "entry-point": layer("", "whoever starts a thread or a process asks it where"),
  priorities: layer("", "every process and thread says at its start where it stands"),
  csv: layer("datasets errors", "it knows bytes and columns, not meaning"),
  rules: layer("random stats datasets", "a rule is a pure claim about columns"),
  scenarios: layer("rules", "a scenario is data: overrides of the rules' parameters, and words"),
  spec: layer(
    "rules scenarios datasets errors",
    "a spec is checked against the rule cards, and knows nothing of who runs it",
  ),
  generators: layer("rules random datasets csv", "a generator is a recipe over rules that ends in bytes"),
  expectations: layer("rules random stats datasets", "an expectation that read a generator would confirm itself"),
  checks: layer(
    "rules stats datasets csv",
    "a check reads the files and the declared parameters; it samples nothing, and names no generator",
  ),
  access: layer("errors", "it decides who may ask for what, and knows neither routes nor a framework"),
  storage: layer("datasets errors csv", "it knows bytes and paths, and of what it keeps only the types", "spec checks"),
  reports: layer(
    "checks expectations rules spec stats datasets storage errors csv",
    "a report reads the files, never the generators, and draws what is expected beside what it read",
  ),
  warehouse: layer(
    "reports rules stats datasets storage errors entry-point priorities csv",
    "it reads the files, never the generators, and draws its page with the parts of the report",
    "spec",
  ),
  jobs: layer(
    "access generators reports warehouse storage datasets errors entry-point priorities spec rules csv expectations",
    "a job runs the work and knows nothing of HTTP",
  ),
  http: layer("access datasets errors storage csv", "it speaks HTTP and knows no route", "jobs reports config"),
  openapi: layer(
    "access datasets errors rules scenarios spec checks jobs reports warehouse",
    "it describes, and answers nothing",
    "expectations",
  ),
  routes: layer(
    "access http openapi jobs warehouse reports datasets errors storage spec scenarios rules expectations",
    "a route asks for jobs and reads results; it never generates",
    "config",
  ),
  console: layer("", "it runs in the browser, which is served this folder and nothing else"),
  config: layer("access errors", "it turns an environment into values, and is tested alone"),
  app: layer(everything.replace("generators ", ""), "app wires; generators are reached through jobs"),
  server: layer(`app ${everything.replace("generators ", "")}`, "server starts; generators are reached through jobs"),
  cli: layer(everything.replace("generators ", ""), "cli starts; generators are reached through jobs"),
};

function layer(may: string, because: string, mayName = ""): Layer {
  const words = (text: string): string[] => text.split(" ").filter((word) => word !== "");
  return { may: words(may), mayName: words(mayName), because };
}

const pureLayers = ["random", "stats", "rules", "generators", "csv", "expectations", "spec", "scenarios", "checks"];
/** Files of pure layers that read all the same, and why. */
const readers: Readonly<Record<string, string>> = {
  "csv/scan.ts": "it reads the file whose bytes the rest of its layer takes apart",
};
/** What pure layers may import from outside: code that computes, and neither reads nor waits. */
const pureImports = [
  "node:crypto",
  "node:buffer",
  "seedrandom",
  "csv-stringify/sync",
  "@faker-js/faker",
  "@faker-js/faker/locale/en",
];
const pureImportFamilies = [/^typebox(\/|$)/];
const impurities: readonly [RegExp, string][] = [
  [/\bMath\.random\b/, "Math.random has no seed"],
  [/\bDate\.now\b|\bnew Date\(\s*\)|\bDate\(\s*\)|\bperformance\./, "the clock would make two runs differ"],
  [/\bprocess\./, "the environment would make two machines differ"],
  [/\bfetch\(|\bsetTimeout\b|\bsetInterval\b/, "pure code does not wait"],
];
const environmentReaders = ["server", "cli"];
const longestFile = 250;

interface Import {
  readonly from: string;
  readonly typeOnly: boolean;
}

function importsOf(source: string): Import[] {
  const found: Import[] = [];
  const statement = /^\s*(?:import|export)\s+(type\s+)?(?:[^"';]*?\sfrom\s+)?["']([^"']+)["']/gm;
  for (const match of source.matchAll(statement)) found.push({ from: match[2]!, typeOnly: match[1] !== undefined });
  for (const match of source.matchAll(/\bimport\(\s*["']([^"']+)["']\s*\)/g)) {
    found.push({ from: match[1]!, typeOnly: false });
  }
  return found;
}

/** Comments out, strings kept, so that prose about the clock is no fault. */
function withoutComments(source: string): string {
  return source.replace(
    /("(?:\\.|[^"\\\n])*"|`(?:\\.|[^`\\])*`)|\/\/.*|\/\*[\s\S]*?\*\//g,
    (_, text?: string) => text ?? "",
  );
}

/** The layer of a path relative to src: its folder, or its name when it lies directly in src. */
function layerOf(file: string): string {
  return file.includes("/") ? file.slice(0, file.indexOf("/")) : file.replace(/\.ts$/, "");
}

function importFaults(file: string, source: string): string[] {
  const own = layerOf(file);
  const rule = layers[own];
  if (rule === undefined) return [`${file}: the layer ${own} is not in the table: say what it may import, and why`];
  return importsOf(withoutComments(source)).flatMap(({ from, typeOnly }) => {
    if (!from.startsWith(".")) return outsideFaults(file, own, from, typeOnly);
    const target = layerOf(path.posix.join(path.posix.dirname(file), from));
    if (target === own || rule.may.includes(target)) return [];
    if (typeOnly && rule.mayName?.includes(target)) return [];
    return [`${file} imports ${from}: ${own} may import ${rule.may.join(", ") || "nothing of ours"}; ${rule.because}`];
  });
}

function outsideFaults(file: string, own: string, from: string, typeOnly: boolean): string[] {
  if (own === "console") return [`${file} imports ${from}: a browser finds no packages`];
  if (typeOnly || !pureLayers.includes(own) || file in readers) return [];
  if (pureImports.includes(from) || pureImportFamilies.some((family) => family.test(from))) return [];
  return [`${file} imports ${from}: ${own} is pure and may import ${pureImports.join(", ")} only`];
}

function purityFaults(file: string, source: string): string[] {
  const own = layerOf(file);
  const code = withoutComments(source);
  const faults = pureLayers.includes(own)
    ? impurities.flatMap(([pattern, reason]) => (pattern.test(code) ? [`${file}: ${own} is pure; ${reason}`] : []))
    : [];
  if (/\bprocess\.env\b/.test(code) && !environmentReaders.includes(own)) {
    faults.push(
      `${file} reads process.env: only server.ts and cli.ts do, so that configuration is checked in one place`,
    );
  }
  return faults;
}

/** What checks may have of the rules: declared numbers, lists and the calendar. Whatever draws would confirm itself. */
const declared = {
  "completion-noise": ["fullCompletion", "leastCompletion"],
  identity: ["firstNames", "lastNames"],
  "recency-window": ["recentDays"],
  "subscription-lifecycle": ["billingPeriodDays", "winbackDelayDays"],
  title: ["categories"],
  "us-states": ["usStates"],
  "watch-fraction": ["abandonedFraction", "leastFraction"],
  world: ["isWeekend", "isoDate", "shardSize", "signupDays", "weekday", "windowDays", "yearOf"],
} as const satisfies Readonly<Record<string, readonly string[]>>;

function samplingFaults(file: string, source: string): string[] {
  const statement = /^import\s+(?!type\s)\{([^}]*)\}\s+from\s+"(?:\.\.\/)+rules\/([\w-]+)\.ts"/gm;
  return [...withoutComments(source).matchAll(statement)].flatMap(([, names, from]) => {
    const allowed: readonly string[] = declared[from as keyof typeof declared] ?? [];
    return (names ?? "")
      .split(",")
      .map((name) => name.trim())
      .filter((name) => name !== "" && !name.startsWith("type ") && !allowed.includes(name))
      .map(
        (name) => `${file} imports ${name} of rules/${from}.ts: a check that used what samples would confirm itself`,
      );
  });
}

/** See src/storage/sqlite.ts: what better-sqlite3 makes must never be garbage-collected. */
function sqliteFaults(file: string, source: string): string[] {
  if (file === "storage/sqlite.ts") return [];
  const code = withoutComments(source);
  const faults: string[] = [];
  if (importsOf(code).some(({ from, typeOnly }) => from === "better-sqlite3" && !typeOnly)) {
    faults.push(
      `${file} imports better-sqlite3: databases are opened by openDatabase() in storage/sqlite.ts, which says why`,
    );
  }
  const prepared = code.replace(/keptForever\(\s*[\w.#]+\.prepare\b/g, "");
  if (/\.prepare\s*[<(]/.test(prepared)) {
    faults.push(`${file} prepares a statement without keptForever() of storage/sqlite.ts, which says why`);
  }
  if (/\.pragma\(/.test(code)) {
    faults.push(`${file} calls pragma(), which prepares a statement that nothing keeps: use exec()`);
  }
  return faults;
}

function headerFaults(file: string, source: string): string[] {
  const lines = source.replace(/^#!.*\n/, "").split("\n");
  const header = lines.slice(
    0,
    lines.findIndex((line) => !line.startsWith("//")),
  );
  const length = lines.length - 1;
  if (header.length < 1 || header.length > 4) {
    return [`${file} opens with ${header.length} comment lines: 1 to 4 say what it holds and what it must not`];
  }
  if (length > longestFile && !/\b(lines|long|length)\b/.test(header.join(" "))) {
    return [
      `${file} has ${length} lines: over ${longestFile} it wants a split, or in its header the reason for its length`,
    ];
  }
  return [];
}

const root = path.resolve(import.meta.dirname, "../src");
const files = readdirSync(root, { recursive: true, encoding: "utf8" })
  .filter((file) => /\.[jt]s$/.test(file))
  .map((file) => ({
    file: file.split(path.sep).join("/"),
    source: readFileSync(path.join(root, file), "utf8"),
  }));

test("src imports downwards only, as the table says", () => {
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap(({ file, source }) => importFaults(file, source))).toEqual([]);
});

test("pure layers use no clock, environment, waiting or unseeded draw, and only the starters read process.env", () => {
  expect(files.flatMap(({ file, source }) => purityFaults(file, source))).toEqual([]);
});

test("each file of src opens with a header and stays under 250 lines, or says there why not", () => {
  expect(files.flatMap(({ file, source }) => headerFaults(file, source))).toEqual([]);
});

test("checks have declared numbers, lists and the calendar from the rules, and nothing that samples", () => {
  const checks = files.filter(({ file }) => file.startsWith("checks/") && file !== "checks/index.ts");
  expect(checks.length).toBeGreaterThan(20);
  expect(checks.flatMap(({ file, source }) => samplingFaults(file, source))).toEqual([]);
  const sampler = 'import { recentDays, keepProbability } from "../../rules/recency-window.ts";';
  expect(samplingFaults("checks/rules/doubtful.ts", sampler)).toHaveLength(1);
});

test("SQLite databases and statements are kept for the life of the process", () => {
  expect(files.flatMap(({ file, source }) => sqliteFaults(file, source))).toEqual([]);
});

test("sqliteFaults() finds a database or statement that could be collected", () => {
  expect(sqliteFaults("storage/a.ts", 'import Database from "better-sqlite3";')).toHaveLength(1);
  expect(sqliteFaults("storage/a.ts", 'import type Database from "better-sqlite3";')).toEqual([]);
  const using = 'import { keptForever } from "./sqlite.ts";';
  expect(sqliteFaults("storage/a.ts", `${using} const s = database.prepare("SELECT 1");`)).toHaveLength(1);
  expect(sqliteFaults("storage/a.ts", `${using} const s = keptForever(database.prepare("SELECT 1"));`)).toEqual([]);
  expect(sqliteFaults("storage/a.ts", 'database.pragma("synchronous = OFF");')).toHaveLength(1);
});

test("importFaults() finds an upward import, also of several lines, re-exported or dynamic, and names the reason", () => {
  expect(importFaults("routes/jobs.ts", 'import {\n  a,\n  b,\n} from "../generators/index.ts";')).toHaveLength(1);
  expect(importFaults("stats/a.ts", 'export * from "../rules/index.ts";')[0]).toContain(
    "the ground everything stands on",
  );
  expect(importFaults("rules/a.ts", 'const fs = await import("node:fs");')).toHaveLength(1);
  expect(importFaults("storage/a.ts", 'import type { Spec } from "../spec/spec.ts";')).toEqual([]);
  expect(importFaults("storage/a.ts", 'import { resolveSpec } from "../spec/resolve.ts";')).toHaveLength(1);
  expect(importFaults("drawer/a.ts", "")[0]).toContain("not in the table");
  expect(importFaults("rules/a.ts", '// import { x } from "../jobs/job.ts";')).toEqual([]);
});

test("purityFaults() finds the clock, unseeded draws and the environment, but not prose about them", () => {
  expect(purityFaults("rules/a.ts", "const now = Date.now();")).toHaveLength(1);
  expect(purityFaults("random/a.ts", "const u = Math.random();")).toHaveLength(1);
  expect(purityFaults("rules/a.ts", "const day = new Date(time);\n// Date.now() would be wrong")).toEqual([]);
  expect(purityFaults("jobs/a.ts", "const home = process.env.HOME;")).toHaveLength(1);
  expect(purityFaults("server.ts", "const home = process.env.HOME;")).toEqual([]);
});

test("headerFaults() finds a missing header and an unexplained long file", () => {
  expect(headerFaults("rules/a.ts", "export {};\n")).toHaveLength(1);
  expect(headerFaults("rules/a.ts", `// A rule.\n\n${"x;\n".repeat(300)}`)).toHaveLength(1);
  expect(headerFaults("rules/a.ts", `// A table, long because it lists every state.\n\n${"x;\n".repeat(300)}`)).toEqual(
    [],
  );
});
