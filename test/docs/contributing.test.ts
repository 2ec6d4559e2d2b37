// CONTRIBUTING.md names only commands, files and layers that are there.
import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const root = new URL("../../", import.meta.url);
const text = readFileSync(new URL("CONTRIBUTING.md", root), "utf8");
const manifest: unknown = JSON.parse(readFileSync(new URL("package.json", root), "utf8"));

describe("CONTRIBUTING.md", () => {
  it("names only npm scripts of package.json", () => {
    const scripts = [...text.matchAll(/npm run ([\w:]+)/g)].map((match) => match[1]!);
    expect(new Set(scripts).size).toBeGreaterThan(6);
    for (const script of scripts) expect(manifest).toHaveProperty(["scripts", script]);
  });

  it("names only files and folders that exist", () => {
    const paths = [...text.matchAll(/\b(?:src|test|docs|scripts|bench)\/[\w./-]*\w/g)].map((match) => match[0]);
    expect(paths.length).toBeGreaterThan(25);
    expect(paths.filter((name) => !existsSync(new URL(name, root)))).toEqual([]);
  });
});
