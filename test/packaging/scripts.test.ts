import { spawn, spawnSync } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");

/** Resolves with the exit code; the event loop stays free for servers of the test. */
async function exitCode(script: string, env: Record<string, string>): Promise<number | null> {
  const child = spawn(process.execPath, [path.join(root, "scripts", script)], { env: { ...process.env, ...env } });
  return new Promise((resolve) => child.once("exit", resolve));
}

describe("healthcheck.mjs", () => {
  test.each([
    [200, 0],
    [503, 1],
  ])("exits as /healthz answers: %d gives %d", async (status, expected) => {
    const server = createServer((request, response) => {
      response.writeHead(request.url === "/healthz" ? status : 404).end();
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    expect(await exitCode("healthcheck.mjs", { PORT: String(port) })).toBe(expected);
    await new Promise((resolve) => server.close(resolve));
    expect(await exitCode("healthcheck.mjs", { PORT: String(port) })).toBe(1);
  });

  test("asks on port 3000 where PORT is empty, as the service listens there", () => {
    const env = { ...process.env, PORT: "" };
    const { status, stderr } = spawnSync(process.execPath, [path.join(root, "scripts/healthcheck.mjs")], { env });
    if (status !== 0) expect(String(stderr)).toContain("127.0.0.1:3000");
  });
});

describe("ensure-build.mjs and start.mjs, in a small project of their own", () => {
  const project = mkdtempSync(path.join(os.tmpdir(), "mockbuster-scripts-"));
  const server = path.join(project, "dist/server.js");
  const runBuild = (): string =>
    spawnSync(process.execPath, [path.join(project, "scripts/ensure-build.mjs")], { encoding: "utf8" }).stderr;

  beforeAll(() => {
    cpSync(path.join(root, "scripts"), path.join(project, "scripts"), { recursive: true });
    for (const file of ["tsconfig.json", "tsconfig.build.json"])
      cpSync(path.join(root, file), path.join(project, file));
    writeFileSync(path.join(project, "package.json"), '{ "type": "module" }\n');
    symlinkSync(path.join(root, "node_modules"), path.join(project, "node_modules"));
    mkdirSync(path.join(project, "src"));
    const source =
      'process.once("SIGTERM", () => process.exit(7));\nconsole.log("listening");\nsetInterval(() => {}, 1000);\n';
    writeFileSync(path.join(project, "src/server.ts"), source);
  });
  afterAll(() => rmSync(project, { recursive: true }));

  test("start.mjs builds where dist is missing, then runs the service in its own process: SIGTERM reaches it", async () => {
    expect(existsSync(server)).toBe(false);
    const child = spawn(process.execPath, [path.join(project, "scripts/start.mjs")]);
    const ended = new Promise((resolve) => child.once("exit", resolve));
    await new Promise((resolve) => child.stdout.once("data", resolve));
    child.kill("SIGTERM");
    expect(await ended).toBe(7);
  });

  test("ensure-build.mjs builds when a source is newer, and not again when nothing has changed", () => {
    expect(runBuild()).not.toContain("Building");
    const time = statSync(server).mtimeMs / 1000 + 10;
    utimesSync(path.join(project, "src/server.ts"), time, time);
    utimesSync(server, time - 5, time - 5);
    expect(runBuild()).toContain("Building");
    // The source's time lies ahead of the clock, so put it back to see a fresh build recognised.
    utimesSync(path.join(project, "src/server.ts"), time - 10, time - 10);
    expect(runBuild()).not.toContain("Building");
  });

  test("ensure-build.mjs ends with the compiler's exit code and its message when the sources are wrong", () => {
    writeFileSync(path.join(project, "src/server.ts"), 'const count: number = "three";\nexport { count };\n');
    rmSync(server);
    const result = spawnSync(process.execPath, [path.join(project, "scripts/ensure-build.mjs")], { encoding: "utf8" });
    expect(result.status).not.toBe(0);
    expect(result.stderr).toContain("TS2322");
  });
});
