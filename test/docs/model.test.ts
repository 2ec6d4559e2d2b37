// docs/model.md is what the cards say now, and says all of it.
import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { modelDocument } from "../../scripts/model-document.ts";
import { namedStreams } from "../../scripts/model-streams.ts";
import { datasetNames, datasetSchemas } from "../../src/datasets.ts";
import { ruleCards } from "../../src/rules/index.ts";

const written = readFileSync(new URL("../../docs/model.md", import.meta.url), "utf8");

/** The lines below a heading, up to the next heading of any level. */
function section(heading: string): string {
  const start = written.indexOf(`\n${heading}\n`);
  expect(start, heading).toBeGreaterThan(0);
  const body = written.slice(start + heading.length + 2);
  return body.slice(0, body.search(/^#+ /m) < 0 ? body.length : body.search(/^#+ /m));
}

describe("docs/model.md", () => {
  it("is what `npm run docs` would write now", () => {
    expect(written).toBe(modelDocument());
  });

  it.each(ruleCards)("has a section on $id with its claim, columns, parameters and note", (card) => {
    const text = section(`### ${card.id}`);
    for (const part of [card.claim, card.note, ...card.governs, ...Object.keys(card.parameters)]) {
      expect(text).toContain(part);
    }
    for (const parameter of Object.values(card.parameters)) {
      expect(text).toContain(`| ${parameter.meaning} | ${parameter.source} |`);
    }
  });

  it.each(datasetNames)("has a row for every column of %s that names each rule governing it", (dataset) => {
    const rows = section(`### ${dataset}`).split("\n");
    for (const { name } of datasetSchemas[dataset].columns) {
      const row = rows.find((line) => line.startsWith(`| \`${name}\` |`));
      const rules = ruleCards.filter((card) => card.governs.includes(`${dataset}.${name}`)).map((card) => card.id);
      for (const rule of rules) expect(row).toContain(`[${rule}](#${rule})`);
      expect(row, name).toBeDefined();
    }
  });

  it("links only to headings it has", () => {
    const headings = [...written.matchAll(/^#+ (.+)$/gm)].map((match) => match[1]!.toLowerCase().replaceAll(" ", "-"));
    const targets = [...written.matchAll(/\]\(#([^)]+)\)/g)].map((match) => match[1]!);
    expect(targets.length).toBeGreaterThan(50);
    expect(targets.filter((target) => !headings.includes(target))).toEqual([]);
    expect(new Set(headings).size).toBe(headings.length);
  });

  it("has tables whose rows have as many cells as their head", () => {
    const cells = (line: string): number => line.replaceAll("\\|", "").split("|").length;
    const lines = written.split("\n");
    const torn = lines.filter((line, index) => {
      const above = lines[index - 1] ?? "";
      return line.startsWith("|") && above.startsWith("|") && cells(line) !== cells(above);
    });
    expect(torn).toEqual([]);
  });
});

describe("namedStreams()", () => {
  it("finds every stream the generators draw from", () => {
    const names = namedStreams().map(({ dataset, rule }) => `${dataset}/${rule}`);
    expect(names).toEqual([
      "customers/identity",
      "customers/region-and-device",
      "customers/signup-growth",
      "content/content-duration",
      "content/genre-mix",
      "content/title",
      "subscriptions/eligibility",
      "subscriptions/subscription-lifecycle",
      "usage_logs/completion-noise",
      "usage_logs/genre-mix",
      "usage_logs/hour-of-day",
      "usage_logs/playback-device",
      "usage_logs/recency-window",
      "usage_logs/session-rate",
      "usage_logs/title-popularity",
      "usage_logs/watch-fraction",
    ]);
    const ids: readonly string[] = ruleCards.map((card) => card.id);
    expect(namedStreams().filter(({ rule }) => !ids.includes(rule))).toEqual([]);
  });
});
