// docs/operations.md says for each promise which tests hold it: they have to be there.

import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const root = path.resolve(import.meta.dirname, "../..");
const text = readFileSync(path.join(root, "docs/operations.md"), "utf8");
const folders = readdirSync(path.join(root, "test"), { withFileTypes: true })
  .filter((entry) => entry.isDirectory())
  .map(({ name }) => name);

/** What stands between backticks. */
const quoted = [...text.matchAll(/`([^`\n]+)`/g)].map(([, words]) => words ?? "");

/** The names of log events in the source. */
function logEvents(): string[] {
  const source = path.join(root, "src");
  const files = readdirSync(source, { recursive: true, encoding: "utf8" }).filter((file) => file.endsWith(".ts"));
  return files.flatMap((file) =>
    [...readFileSync(path.join(source, file), "utf8").matchAll(/event: "([a-z-]+)"/g)].map(([, event]) => event ?? ""),
  );
}

test("docs/operations.md names tests that there are", () => {
  const named = quoted.filter((words) => folders.includes(words.split("/")[0] ?? "") && words.includes("/"));
  expect(named.length).toBeGreaterThan(20);
  const missing = named.filter(
    (name) => !existsSync(path.join(root, "test", name.endsWith("/") ? name : `${name}.test.ts`)),
  );
  expect(missing).toEqual([]);
});

test("docs/operations.md names events that the service logs, and commands that package.json has", () => {
  const events = [...text.matchAll(/^\| `([a-z-]+)`/gm)].map(([, event]) => event ?? "");
  expect(events.length).toBeGreaterThan(4);
  expect(events.filter((event) => !logEvents().includes(event))).toEqual([]);
  const { scripts } = JSON.parse(readFileSync(path.join(root, "package.json"), "utf8")) as { scripts: object };
  const commands = quoted.flatMap((words) => /^npm run ([\w:]+)/.exec(words)?.[1] ?? []);
  expect(commands.filter((command) => !(command in scripts))).toEqual([]);
});
