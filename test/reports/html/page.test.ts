// The page as text: what is on it, that its words are those of the files, and that it asks for nothing.

import { afterAll, beforeAll, expect, test } from "vitest";
import type { datasetNames } from "../../../src/datasets.ts";
import { type Check, governanceEntry } from "../../../src/reports/governance.ts";
import { type ReportPage, reportPage } from "../../../src/reports/html/page.ts";
import { ruleCards } from "../../../src/rules/index.ts";
import { openSampleRuns, pageOf, type SampleRuns } from "./sample-run.ts";

const everyFigure = [
  "sessions-a-day",
  "weekend",
  "recency",
  "hours",
  "genre-mix",
  "tiers",
  "watched",
  "completion",
  "popularity",
  "delays",
  "signups",
  "flow",
  "homes",
  "drift",
];

let runs: SampleRuns;
let input: ReportPage;
let page: string;

beforeAll(async () => {
  runs = await openSampleRuns();
  const sample = pageOf(await runs.run({ customers: 1500, content: 60 }));
  input = { ...sample, history: [governanceEntry(sample.governance!)] };
  page = await reportPage(input);
});
afterAll(() => runs.close());

/** Text of an element, without tags and with its entities resolved. */
function textOf(markup: string): string {
  // The space that does not break stays one.
  const text = markup.replace(/<[^>]*>/g, " ").replace(/[ \n]+/g, " ");
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&amp;", "&");
}

interface FoundFigure {
  readonly id: string;
  readonly caption: string;
  readonly labels: string[];
}

function figuresOf(html: string): FoundFigure[] {
  return [...html.matchAll(/<figure id="([^"]+)"[\s\S]*?<\/figure>/g)].map(([text, id]) => ({
    id: id!,
    caption: textOf(/<figcaption>([\s\S]*?)<\/figcaption>/.exec(text)?.[1] ?? ""),
    labels: [...text.matchAll(/<svg [^>]*role="img" aria-label="([^"]*)"/g)].map((match) => match[1]!),
  }));
}

const captionOf = (id: string, html = page): string => figuresOf(html).find((figure) => figure.id === id)!.caption;

/** `1,234`, as the page writes it. */
const grouped = (count: number): string => count.toLocaleString("en-US");

test("reportPage() has every figure, each drawn, labelled and captioned in words with numbers", () => {
  const figures = figuresOf(page);
  expect(figures.map(({ id }) => id)).toEqual(everyFigure);
  for (const { id, caption, labels } of figures) {
    expect(caption, id).toMatch(/\d.*[a-z]{3,}.*\./);
    expect(labels.length, id).toBeGreaterThan(0);
    for (const label of labels) expect(label, id).toMatch(/\d/);
  }
  expect(page.match(/<svg /g)).toHaveLength(figures.flatMap(({ labels }) => labels).length);
  expect(page.match(/<svg /g)).toHaveLength(page.match(/<\/svg>/g)!.length);
});

test("reportPage() holds no script and asks for nothing", () => {
  expect(page).not.toMatch(/<script|<link|<iframe|<img|<object|\ssrc=|\son[a-z]+=|@import|javascript:/i);
  const addresses = [...page.matchAll(/[a-z]+:\/\/[^"'\s)<]*/gi)].map(([address]) => address);
  expect([...new Set(addresses)]).toEqual(["http://www.w3.org/2000/svg"]);
  expect([...page.matchAll(/url\(([^)]*)\)/g)].every(([, target]) => target!.startsWith("#"))).toBe(true);
  expect([...page.matchAll(/href="([^"]*)"/g)].every(([, target]) => target!.startsWith("#"))).toBe(true);
});

test("reportPage() gives each id once, and every link and reference leads to one", () => {
  const ids = [...page.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id!);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  const targets = [...page.matchAll(/(?:href="#|url\(#|aria-labelledby=")([^")]+)/g)].map(([, target]) => target!);
  expect(targets.length).toBeGreaterThan(30);
  expect(targets.filter((target) => !ids.includes(target))).toEqual([]);
});

test("reportPage() gives the same bytes for the same run", async () => {
  expect((await reportPage(input)) === page).toBe(true);
});

test("reportPage() says in its captions what the report counted", () => {
  const { datasets } = input.report;
  const usage = datasets.usage_logs!;
  const weekday = usage.coverage["started_at"]!.recent.ratio!;
  expect(captionOf("sessions-a-day")).toContain(`${grouped(usage.rows)} sessions from 2025-11-02 to 2025-12-31`);
  expect(captionOf("recency")).toContain(`has ${Number(weekday.toPrecision(4))} times the sessions`);
  const music = usage.categories["genre"]!.values.find(({ value }) => value === "music")!;
  expect(captionOf("genre-mix")).toContain(`music ${(100 * music.share).toFixed(1)}\u00a0% (30.0\u00a0%)`);
  const premium = usage.numbersBy["watched_fraction"]!.groups["Premium"]!;
  const mostly = premium.histogram.bins.filter(({ from }) => from >= 0.7).reduce((sum, { count }) => sum + count, 0);
  expect(captionOf("watched")).toContain(
    `${((100 * mostly) / premium.count).toFixed(1)}\u00a0% of Premium (74.5\u00a0%)`,
  );
  expect(captionOf("signups")).toContain(`${grouped(input.manifest.spec.customers)} customers signed up`);
  const changes = datasets.subscriptions!.categories["change_type"]!.values;
  const winback = changes.find(({ value }) => value === "winback")!.count;
  expect(captionOf("flow")).toContain(`won back ${grouped(winback)} (`);
});

test("reportPage() shows the run, the family-wise error and every demand with its mark on the first screen", () => {
  const first = page.slice(0, page.indexOf('id="figures"'));
  const { spec, job, modelVersion } = input.manifest;
  for (const text of [spec.seed, spec.asOf, job, modelVersion, grouped(spec.customers), grouped(input.report.rows)]) {
    expect(textOf(first)).toContain(text);
  }
  expect(textOf(first)).toContain("A run exactly as declared fails any check with probability at most 1e-6");
  const demands = first.slice(first.indexOf('class="demands"'));
  const marks = [...demands.matchAll(/<li class="(pass|fail|undecided)"><header>[\s\S]*?<\/header>/g)];
  expect(marks).toHaveLength(ruleCards.filter(({ demand }) => demand).length);
  for (const [header, verdict] of marks) expect(textOf(header)).toMatch(new RegExp(`[✓✗?] [\\d of]*${verdict}`));
});

test("reportPage() lists every check with its claim, numbers and verdict", () => {
  const table = page.slice(page.indexOf('id="checks"'));
  for (const { id, claim } of input.governance!.checks) {
    expect(table).toContain(`<code>${id}</code>`);
    expect(textOf(table)).toContain(claim.replaceAll("'", "&#39;").replace(/\s+/g, " "));
  }
  expect(table.match(/<tr class="(pass|fail|undecided)">/g)).toHaveLength(input.governance!.checks.length);
});

test("reportPage() puts a failed check first, with the first rows that break it by line and key", async () => {
  const governance = structuredClone(input.governance!);
  const checks: Check[] = governance.checks.map((check) => {
    if (check.id !== "eligibility/after-signup") return check;
    const offenders = [{ line: 17, key: "S000000009-1", found: "starts <before> signup" }];
    return { ...check, verdict: "fail", observed: 3, offenders };
  });
  const counts = { ...governance.counts, fail: 1, pass: governance.counts.pass - 1 };
  const html = await reportPage({ ...input, governance: { ...governance, verdict: "fail", counts, checks } });
  const judgement = html.slice(html.indexOf('class="card judgement fail"'), html.indexOf('class="facts"'));
  expect(textOf(judgement)).toContain(`1 of ${checks.length} checks fails`);
  expect(textOf(judgement)).toContain("3 broken rows");
  expect(textOf(judgement)).toContain("subscriptions.csv line 17, S000000009-1 : starts <before> signup");
  expect(judgement).toContain("and 2 more rows");
  expect(/<ul class="demands">\s*<li class="(\w+)"/.exec(html)?.[1]).toBe("fail");
  const table = html.slice(html.indexOf('id="checks"'));
  expect(/<tbody id="rule-([\w-]+)"/.exec(table)?.[1]).toBe("eligibility");
  expect(/<code>([^<]+)<\/code>/.exec(table)?.[1]).toBe("eligibility/after-signup");
});

test("reportPage() draws without verdicts, and says so", async () => {
  const html = await reportPage({ ...input, governance: undefined, history: [] });
  expect(html).toContain("<h2>No verdicts</h2>");
  expect(html).not.toContain('id="checks"');
  expect(figuresOf(html).map(({ id }) => id)).toEqual(everyFigure.filter((id) => id !== "drift"));
});

test("reportPage() of a run that lacks datasets has the figures that its files allow", async () => {
  const only = async (...names: readonly (typeof datasetNames)[number][]): Promise<string[]> => {
    const datasets = Object.fromEntries(names.map((name) => [name, input.report.datasets[name]!]));
    return figuresOf(await reportPage({ ...input, report: { ...input.report, datasets }, history: [] })).map(
      ({ id }) => id,
    );
  };
  expect(await only("plans")).toEqual([]);
  expect(await only("customers")).toEqual(["signups", "homes"]);
  expect(await only("content")).toEqual(["genre-mix"]);
  expect(await only("customers", "plans", "subscriptions")).toEqual(["delays", "signups", "flow", "homes"]);
});

test("reportPage() draws the drift of several runs, oldest as-of date first, and counts points beyond their limits", async () => {
  const latest = input.history[0]!;
  const earlier = { ...latest, run: "an-earlier-run", asOf: "2025-12-01", verdict: "fail" as const };
  const id = "weekend-lift/ratio";
  const beyond = {
    ...earlier,
    checks: latest.checks.map((check) =>
      check.id === id ? { ...check, observed: 9, verdict: "fail" as const } : check,
    ),
  };
  const html = await reportPage({ ...input, history: [latest, beyond] });
  expect(captionOf("drift", html)).toContain("2 kept runs");
  expect(captionOf("drift", html)).toContain("1 point of them lies outside its limits");
  const drawing = html.slice(html.indexOf('<figure id="drift"'));
  expect(drawing.indexOf(">2025-12-01<")).toBeGreaterThan(0);
  expect(drawing.indexOf(">2025-12-01<")).toBeLessThan(drawing.indexOf(">2026-01-01<"));
  expect(captionOf("drift")).toContain("1 kept run of this model version");
});

test("reportPage() writes what stands in a request as text, never as markup", async () => {
  const seed = `<img src=x onerror="alert('1')">&`;
  const manifest = { ...input.manifest, spec: { ...input.manifest.spec, seed } };
  const html = await reportPage({ ...input, manifest });
  expect(html).not.toContain("<img");
  expect(html).toContain("&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;");
});
