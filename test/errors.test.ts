// The error codes, and docs/errors.md held against them both ways.

import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { CodedError, type ErrorCode, errorDefinitions } from "../src/errors.ts";

const codes = Object.keys(errorDefinitions) as ErrorCode[];
const document = readFileSync("docs/errors.md", "utf8");

/** Sections of the document: code, status and text. */
const sections = [...document.matchAll(/^## ([a-z0-9-]+) \((\d{3})\)\n\n([\s\S]*?)(?=^## |$(?![\s\S]))/gm)].map(
  ([, code = "", status = "", text = ""]) => ({ code, status: Number(status), text }),
);

test("docs/errors.md has one section a code, with its status, in the order of the table", () => {
  expect(sections.map(({ code, status }) => `${code} ${status}`)).toEqual(
    codes.map((code) => `${code} ${errorDefinitions[code].status}`),
  );
});

test.each(codes)("docs/errors.md says of %s what it means and what to do", (code) => {
  const section = sections.find((found) => found.code === code);
  expect(section?.text).toContain(`${errorDefinitions[code].title}.`);
  expect(section?.text).toContain(errorDefinitions[code].remedy);
});

test.each(codes)("the remedy of %s, which stands in detail, does not send the reader to detail", (code) => {
  expect(errorDefinitions[code].remedy).not.toMatch(/\bdetail\b/);
});

test("every ## heading of docs/errors.md is a code", () => {
  const headings = [...document.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
  expect(headings.length).toBe(codes.length);
});

test("CodedError.toProblem() is a problem document with the remedy, and errors only when there are any", () => {
  const plain = new CodedError("unknown-job", "There is no job x.").toProblem("/jobs/x");
  expect(plain).toEqual({
    type: "https://mockbuster.example/errors#unknown-job",
    title: "There is no such job",
    status: 404,
    detail: "There is no job x. GET /jobs lists the jobs.",
    instance: "/jobs/x",
    code: "unknown-job",
  });
  const errors = [{ pointer: "/seed", detail: "Wrong." }];
  expect(new CodedError("invalid-spec", "Wrong.", { errors }).toProblem()).toMatchObject({ errors });
});

test("CodedError keeps its cause", () => {
  const cause = new Error("below");
  expect(new CodedError("storage-failed", "above", { cause }).cause).toBe(cause);
  expect("cause" in new CodedError("storage-failed", "above")).toBe(false);
});
