// Checks what comes from others: exact versions, integrity in the lock, licences, install scripts, known advisories. Exceptions stand with
// their reasons in supply-chain.json. Needs no network but for the advisories, and says so when it could not ask for them.

import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

const read = (file) => JSON.parse(readFileSync(new URL(file, import.meta.url), "utf8"));

/** Milliseconds for the registry to answer. */
const patience = 10_000;

/** Faults of package.json: a range would let two installs differ where the lock is not used. */
export function versionFaults({ dependencies = {}, devDependencies = {} }) {
  return Object.entries({ ...dependencies, ...devDependencies })
    .filter(([, version]) => !/^\d+\.\d+\.\d+(-[\w.-]+)?$/.test(version))
    .map(([name, version]) => `package.json asks for ${name} ${version}: name an exact version`);
}

/** The packages of a lock, without the project itself and links within it. */
function packagesOf({ packages }) {
  return Object.entries(packages)
    .filter(([place, { link }]) => place !== "" && link !== true)
    .map(([place, entry]) => ({ ...entry, name: place.slice(place.lastIndexOf("node_modules/") + 13) }));
}

export function integrityFaults(lock) {
  return packagesOf(lock)
    .filter(({ integrity }) => !/^sha(256|384|512)-/.test(integrity ?? ""))
    .map(({ name, version }) => `${name} ${version} has no integrity in package-lock.json`);
}

/** True when one way to read an SPDX expression is allowed throughout. */
export function isAllowed(licence, allowed) {
  if (typeof licence !== "string") return false;
  const ways = licence.replace(/^\((.*)\)$/, "$1").split(" OR ");
  return ways.some((way) => way.split(" AND ").every((part) => allowed.includes(part.trim())));
}

export function licenceFaults(lock, { allowed, exceptions }) {
  const refused = packagesOf(lock).filter(({ license }) => !isAllowed(license, allowed));
  const excepted = (name) => Object.keys(exceptions).find((each) => name === each || name.startsWith(`${each}-`));
  const shipped = refused
    .filter(({ dev }) => dev !== true)
    .map(({ name, license }) => `${name} is shipped under ${license}`);
  const unexplained = refused
    .filter(({ name }) => excepted(name) === undefined)
    .map(({ name, license }) => `${name} is under ${JSON.stringify(license)}, which is neither allowed nor explained`);
  return [
    ...shipped,
    ...unexplained,
    ...stale(
      exceptions,
      refused.map(({ name }) => excepted(name)),
      "licence",
    ),
  ];
}

export function scriptFaults(lock, explained) {
  const names = new Set(
    packagesOf(lock)
      .filter((entry) => entry.hasInstallScript)
      .map(({ name }) => name),
  );
  const unexplained = [...names].filter((name) => !Object.hasOwn(explained, name));
  return [
    ...unexplained.map((name) => `${name} runs a script when it is installed, and nothing explains why it may`),
    ...stale(explained, [...names], "install script"),
  ];
}

/** npm runs what package.json approves: that, and nothing else, has to be explained. */
export function approvalFaults({ allowScripts = {} }, explained) {
  const approved = Object.keys(allowScripts).filter((name) => allowScripts[name]);
  return [
    ...approved
      .filter((name) => !Object.hasOwn(explained, name))
      .map((name) => `package.json approves the install script of ${name}, and nothing explains why`),
    ...Object.keys(explained)
      .filter((name) => !approved.includes(name))
      .map(
        (name) => `package.json does not approve the install script of ${name}: npm install-scripts approve ${name}`,
      ),
  ];
}

/** Explanations that explain nothing any more would hide the next one's fault. */
function stale(explained, used, what) {
  const left = Object.keys(explained).filter((name) => !used.includes(name));
  return left.map((name) => `supply-chain.json explains the ${what} of ${name}, which has none to explain`);
}

/** What the registry knows against the packages; undefined when it did not answer. */
function audit() {
  const args = ["audit", "--json", "--fetch-retries=0", `--fetch-timeout=${patience}`];
  const { stdout } = spawnSync("npm", args, {
    encoding: "utf8",
    timeout: 2 * patience,
    shell: process.platform === "win32",
  });
  try {
    const answer = JSON.parse(stdout);
    return answer.vulnerabilities === undefined ? undefined : answer;
  } catch {
    return undefined;
  }
}

export function advisoryFaults({ vulnerabilities }, explained) {
  const known = Object.values(vulnerabilities).flatMap(({ name, via }) =>
    // A text names another package that is at fault, and stands in the list itself.
    via.filter((cause) => typeof cause === "object").map(({ url, title }) => ({ name, url, title })),
  );
  const unexplained = known.filter(({ url }) => !Object.hasOwn(explained, url));
  return [
    ...unexplained.map(({ name, url, title }) => `${name}: ${title}, ${url}`),
    ...stale(
      explained,
      known.map(({ url }) => url),
      "advisory",
    ),
  ];
}

function main() {
  const lock = read("../package-lock.json");
  const project = read("../package.json");
  const { licences, installScripts, advisories } = read("supply-chain.json");
  const answer = audit();
  const faults = [
    ...versionFaults(project),
    ...integrityFaults(lock),
    ...licenceFaults(lock, licences),
    ...scriptFaults(lock, installScripts),
    ...approvalFaults(project, installScripts),
    ...(answer === undefined ? [] : advisoryFaults(answer, advisories)),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);
  const counts = new Map();
  for (const { license } of packagesOf(lock)) counts.set(String(license), (counts.get(String(license)) ?? 0) + 1);
  const told = [...counts].sort(([, a], [, b]) => b - a).slice(0, 5);
  console.log(
    `${packagesOf(lock).length} packages: versions exact, integrity locked, licences known ` +
      `(${told.map(([licence, count]) => `${count} ${licence}`).join(", ")} ...), install scripts explained and approved.`,
  );
  if (answer === undefined) console.log("Advisories: the registry could not be asked; npm audit elsewhere tells them.");
  else console.log("Advisories: none that is not explained.");
}

if (import.meta.main ?? process.argv[1]?.endsWith("check-supply.mjs")) main();
