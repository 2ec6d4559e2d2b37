// Writes the generated documentation: docs/model.md and the diagram in README.md. Run with `npm run docs`; tests hold both to what this writes.
import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { withEntityDiagram } from "./entity-diagram.ts";
import { modelDocument } from "./model-document.ts";

const root = path.resolve(import.meta.dirname, "..");

function write(file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
  console.log(`wrote ${file}`);
}

write("docs/model.md", modelDocument());
write("README.md", withEntityDiagram(readFileSync(path.join(root, "README.md"), "utf8")));
