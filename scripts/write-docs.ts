// Writes the generated documentation: docs/model.md. Run with `npm run docs`; a test holds the file to what this writes.
import { writeFileSync } from "node:fs";
import path from "node:path";
import { modelDocument } from "./model-document.ts";

const target = path.resolve(import.meta.dirname, "../docs/model.md");
writeFileSync(target, modelDocument());
console.log(`wrote ${path.relative(process.cwd(), target)}`);
