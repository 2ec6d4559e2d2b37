// The checks of what comes from others find what they are there for, and the bill of materials lists what is shipped.

import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import {
  advisoryFaults,
  approvalFaults,
  integrityFaults,
  isAllowed,
  licenceFaults,
  scriptFaults,
  versionFaults,
} from "../../scripts/check-supply.mjs";

const lock = (entry: object) => ({
  packages: { "": {}, "node_modules/thing": { version: "1.0.0", dev: true, ...entry } },
});

test("versionFaults() finds ranges and tags, and lets exact versions pass", () => {
  expect(versionFaults({ dependencies: { a: "1.2.3" }, devDependencies: { b: "1.5.5-r.5" } })).toEqual([]);
  expect(versionFaults({ dependencies: { a: "^1.2.3" }, devDependencies: { b: "latest" } })).toHaveLength(2);
});

test("integrityFaults() finds a package whose bytes nothing vouches for", () => {
  expect(integrityFaults(lock({ integrity: "sha512-abc" }))).toEqual([]);
  expect(integrityFaults(lock({}))).toHaveLength(1);
});

test("isAllowed() reads choices and conjunctions of licences", () => {
  expect(isAllowed("(MIT OR GPL-3.0-or-later)", ["MIT"])).toBe(true);
  expect(isAllowed("(MIT AND Zlib)", ["MIT"])).toBe(false);
  expect(isAllowed(undefined, ["MIT"])).toBe(false);
});

test("licenceFaults() wants an explanation, one that is used, and none for what is shipped", () => {
  const allowed = ["MIT"];
  expect(licenceFaults(lock({ license: "GPL-3.0" }), { allowed, exceptions: {} })).toHaveLength(1);
  expect(licenceFaults(lock({ license: "GPL-3.0" }), { allowed, exceptions: { thing: "A tool." } })).toEqual([]);
  expect(licenceFaults(lock({ license: "MIT" }), { allowed, exceptions: { thing: "A tool." } })).toHaveLength(1);
  expect(
    licenceFaults(lock({ license: "GPL-3.0", dev: false }), { allowed, exceptions: { thing: "A tool." } }),
  ).toHaveLength(1);
});

test("scriptFaults() and advisoryFaults() want each one explained, and no explanation left over", () => {
  expect(scriptFaults(lock({ hasInstallScript: true }), {})).toHaveLength(1);
  expect(scriptFaults(lock({ hasInstallScript: true }), { thing: "It compiles." })).toEqual([]);
  expect(scriptFaults(lock({}), { thing: "It compiles." })).toHaveLength(1);
  const url = "https://example.org/GHSA-1";
  const answer = { vulnerabilities: { thing: { name: "thing", via: [{ url, title: "Bad" }, "other"] } } };
  expect(advisoryFaults(answer, {})).toEqual([`thing: Bad, ${url}`]);
  expect(advisoryFaults(answer, { [url]: "Not reached." })).toEqual([]);
});

test("approvalFaults() wants those install scripts approved that are explained, and no others", () => {
  const explained = { thing: "It compiles." };
  expect(approvalFaults({ allowScripts: { thing: true } }, explained)).toEqual([]);
  expect(approvalFaults({ allowScripts: { thing: true, other: true } }, explained)).toHaveLength(1);
  expect(approvalFaults({ allowScripts: { thing: false } }, explained)).toHaveLength(1);
  expect(approvalFaults({}, explained)).toHaveLength(1);
});

test("npm run sbom writes a CycloneDX bill with every package that is shipped, and no tool", () => {
  const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-sbom-"));
  try {
    const file = path.join(directory, "sbom.json");
    const { status, stderr } = spawnSync(process.execPath, ["scripts/sbom.mjs", file], { encoding: "utf8" });
    expect(status, stderr).toBe(0);
    const bill = JSON.parse(readFileSync(file, "utf8"));
    expect(bill).toMatchObject({
      bomFormat: "CycloneDX",
      specVersion: "1.5",
      metadata: { component: { name: "mockbuster" } },
    });
    const names = bill.components.map(({ name, group }: { name: string; group?: string }) =>
      group ? `${group}/${name}` : name,
    );
    const { dependencies, devDependencies } = JSON.parse(readFileSync("package.json", "utf8"));
    for (const name of Object.keys(dependencies)) expect(names).toContain(name);
    for (const name of Object.keys(devDependencies)) expect(names).not.toContain(name);
    for (const component of bill.components) {
      expect(component).toMatchObject({
        type: "library",
        version: expect.any(String),
        purl: expect.stringMatching(/^pkg:npm\//),
      });
    }
  } finally {
    rmSync(directory, { recursive: true });
  }
});
