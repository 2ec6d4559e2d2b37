// What a test of a page runs within it: an audit, after the measure of contrast that all audits share.
import { readFileSync } from "node:fs";
import path from "node:path";

const contrast = readFileSync(path.join(import.meta.dirname, "page-contrast.js"), "utf8");

/** The script of an audit's file, in a block of its own, so that a page may be given it again. */
export function pageScript(file: string): string {
  return `{ ${contrast}\n${readFileSync(file, "utf8")} }`;
}
