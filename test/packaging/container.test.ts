import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const read = (file: string): string => readFileSync(path.join(root, file), "utf8");

/** The Dockerfile's instructions, continued lines joined, stage by stage. */
function stages(): string[][] {
  const lines = read("Dockerfile")
    .replace(/\\\n\s*/g, "")
    .split("\n");
  const instructions = lines.filter((line) => line !== "" && !line.startsWith("#"));
  const found: string[][] = [];
  for (const instruction of instructions) {
    if (instruction.startsWith("FROM ")) found.push([]);
    found.at(-1)!.push(instruction);
  }
  return found;
}

/** What an instruction copies out of the build context. */
function copiedFromContext(instruction: string): string[] {
  if (!instruction.startsWith("COPY ") || instruction.includes("--from=")) return [];
  return instruction.split(/\s+/).slice(1, -1);
}

describe("Dockerfile", () => {
  test("copies only what exists and what .dockerignore lets through", () => {
    const allowed = read(".dockerignore")
      .split("\n")
      .flatMap((line) => (line.startsWith("!") ? [line.slice(1)] : []));
    const copied = stages().flat().flatMap(copiedFromContext);
    expect(copied.length).toBeGreaterThan(3);
    expect(copied.filter((file) => !existsSync(path.join(root, file)))).toEqual([]);
    expect(copied.map((file) => path.normalize(file)).sort()).toEqual([...new Set(allowed), "package.json"].sort());
  });

  test("ends in a stage that runs as node, is checked for health, listens on every address and needs no npm", () => {
    const [build, final, ...more] = stages();
    expect(more).toEqual([]);
    expect(build!.join("\n")).toContain("npm prune --omit=dev");
    const users = final!.filter((instruction) => instruction.startsWith("USER "));
    expect(users).toEqual(["USER node"]);
    const text = final!.join("\n");
    expect(text).toContain("HEALTHCHECK ");
    expect(text).toContain("HOST=0.0.0.0");
    expect(text).toContain("NODE_ENV=production");
    expect(text).toContain('CMD ["node", "dist/server.js"]');
    expect(text).not.toMatch(/\bnpm\b|apt-get/);
  });

  test("runs a Node that package.json allows", () => {
    const minimum = /(\d+)/.exec(read("package.json").match(/"node": ">=([\d.]+)"/)![1]!)![1];
    for (const stage of stages())
      expect(Number(/node:(\d+)/.exec(stage[0]!)![1])).toBeGreaterThanOrEqual(Number(minimum));
  });
});

test("compose.yaml has nothing that dclint finds fault with", () => {
  const dclint = path.join(root, "node_modules/.bin/dclint");
  const result = spawnSync(dclint, ["--max-warnings", "0", "compose.yaml"], { cwd: root, encoding: "utf8" });
  expect(result.stdout + result.stderr).not.toMatch(/error|warning/);
  expect(result.status).toBe(0);
});
