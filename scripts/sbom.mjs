// npm run sbom: writes sbom.cdx.json, the CycloneDX bill of what the service is shipped with, from the lock alone.

import { spawnSync } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";

const args = [
  "sbom",
  "--sbom-format",
  "cyclonedx",
  "--sbom-type",
  "application",
  "--package-lock-only",
  "--omit",
  "dev",
];
const { status, stdout, stderr } = spawnSync("npm", args, {
  encoding: "utf8",
  maxBuffer: 64 * 2 ** 20,
  shell: process.platform === "win32",
});
if (status !== 0) {
  console.error(stderr);
  process.exit(status ?? 1);
}
const target = process.argv[2] ?? "sbom.cdx.json";
const bill = JSON.parse(stdout);
// npm names the whole by its folder.
bill.metadata.component.name = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8")).name;
writeFileSync(target, `${JSON.stringify(bill, null, 2)}\n`);
console.log(`${target}: ${bill.components.length} components`);
