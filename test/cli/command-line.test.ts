import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { CommandLineEnd, readCommandLine } from "../../src/cli/command-line.ts";
import { isGenerateRequest, requestFaults } from "../../src/cli/request-faults.ts";
import { scenarioNames } from "../../src/scenarios/index.ts";

const directory = mkdtempSync(path.join(os.tmpdir(), "mockbuster-command-line-"));
afterAll(() => rmSync(directory, { recursive: true }));

function behaviourFile(text: string): string {
  const file = path.join(directory, "behaviour.json");
  writeFileSync(file, text);
  return file;
}

/** The exit code and everything written for arguments that end the command line. */
function endOf(args: readonly string[]): { exitCode: number; out: string; err: string } {
  let out = "";
  let err = "";
  const writeOut = (text: string): void => {
    out += text;
  };
  const writeErr = (text: string): void => {
    err += text;
  };
  try {
    readCommandLine(args, { writeOut, writeErr });
  } catch (error) {
    if (error instanceof CommandLineEnd) return { exitCode: error.exitCode, out, err };
    throw error;
  }
  throw new Error("the arguments were accepted");
}

const unused = { writeOut: () => {}, writeErr: () => {} };

describe("readCommandLine()", () => {
  test("without options asks for everything at its default", () => {
    expect(readCommandLine(["generate"], unused)).toEqual({
      kind: "generate",
      request: {},
      settings: {},
      json: false,
      worldOptions: [],
    });
  });

  test("turns every option into its field of the request or its setting", () => {
    const behaviour = behaviourFile('{ "weekend-lift": { "lift": 2 } }');
    const args =
      "generate customers plans --seed a --as-of 2026-01-01 --anchor 2026-01-01 --customers 12 --content 34 --json";
    const more = ["--behaviour", behaviour, "--data-dir", "elsewhere", "--workers", "3"];
    expect(readCommandLine([...args.split(" "), ...more], unused)).toEqual({
      kind: "generate",
      request: {
        seed: "a",
        asOf: "2026-01-01",
        anchor: "2026-01-01",
        customers: 12,
        content: 34,
        datasets: ["customers", "plans"],
        behaviour: { "weekend-lift": { lift: 2 } },
      },
      settings: { DATA_DIR: "elsewhere", WORKERS: "3" },
      json: true,
      worldOptions: [
        ..."--seed a --as-of 2026-01-01 --anchor 2026-01-01 --customers 12 --content 34".split(" "),
        ...["--behaviour", behaviour, "--data-dir", "elsewhere"],
      ],
    });
  });

  test("takes a scenario, with a behaviour file beside it, and keeps both for another command on the same world", () => {
    const behaviour = behaviourFile('{ "weekend-lift": { "lift": 2 } }');
    const command = readCommandLine(["generate", "--scenario", "flat-week", "--behaviour", behaviour], unused);
    expect(command).toMatchObject({
      request: { scenario: "flat-week", behaviour: { "weekend-lift": { lift: 2 } } },
      worldOptions: ["--scenario", "flat-week", "--behaviour", behaviour],
    });
  });

  test.each([
    [["generate", "films"], "usage_logs"],
    [["generate", "--sead", "1"], "--seed"],
    [["generate", "--behaviour", path.join(os.tmpdir(), "no-such-file.json")], "cannot be read"],
    [["publish"], "unknown command"],
  ])("refuses %j with code 2 and says what would be right", (args, hint) => {
    const end = endOf(args);
    expect(end.exitCode).toBe(2);
    expect(end.err).toContain(hint);
    expect(end.out).toBe("");
  });

  test("refuses a behaviour file that is not JSON", () => {
    const end = endOf(["generate", "--behaviour", behaviourFile("lift: 2")]);
    expect(end.exitCode).toBe(2);
    expect(end.err).toContain("not JSON");
  });

  test("explains itself: code 0 for --help, which names the exit codes, code 2 when no command is given", () => {
    const help = endOf(["generate", "--help"]);
    expect(help.exitCode).toBe(0);
    expect(help.out).toContain("--behaviour <file>");
    expect(help.out).toContain("3 an upstream dataset");
    expect(endOf([]).exitCode).toBe(2);
  });
});

test("--version prints the version of the package, with code 0", () => {
  const { version } = JSON.parse(readFileSync("package.json", "utf8")) as { version: string };
  expect(endOf(["--version"])).toEqual({ exitCode: 0, out: `${version}\n`, err: "" });
});

describe("requestFaults()", () => {
  test("finds nothing in a request that the schema accepts", () => {
    const request = { seed: "42", customers: 10, behaviour: { "weekend-lift": { lift: 2 } } };
    expect(isGenerateRequest(request)).toBe(true);
    expect(requestFaults(request)).toEqual([]);
  });

  test("names the scenarios there are where another is asked for", () => {
    const [fault, ...others] = requestFaults({ scenario: "calm" });
    expect([fault?.pointer, others]).toEqual(["/scenario", []]);
    for (const name of scenarioNames) expect(fault?.detail).toContain(`"${name}"`);
  });

  test("says of each place what it must be, and what was given, as HTTP does", () => {
    const request = {
      customers: "many",
      content: 9,
      datasets: [],
      behaviour: { "weekend-lift": { lift: 99, left: 1 }, gravity: {} },
    };
    expect(isGenerateRequest(request)).toBe(false);
    const faults = new Map(requestFaults(request).map(({ pointer, detail }) => [pointer, detail]));
    expect([...faults.keys()].sort()).toEqual([
      "/behaviour/gravity",
      "/behaviour/weekend-lift/left",
      "/behaviour/weekend-lift/lift",
      "/content",
      "/customers",
      "/datasets",
    ]);
    expect(faults.get("/customers")).toBe('This must be a whole number of at least 1, but is "many".');
    expect(faults.get("/behaviour/weekend-lift/lift")).toContain("from 0 to 10, but is 99");
    expect(faults.get("/behaviour/weekend-lift/left")).toContain("not a known field");
    expect(faults.get("/behaviour/gravity")).toContain("weekend-lift");
  });
});
