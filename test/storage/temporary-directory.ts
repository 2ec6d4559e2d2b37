// A directory of its own for each test, removed when the test ends.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { onTestFinished } from "vitest";

/** To be called inside a test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(path.join(tmpdir(), "mockbuster-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}
