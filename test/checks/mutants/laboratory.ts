// Makes mutants' files and has them judged; what mutants share is generated and written once.

import { readFileSync } from "node:fs";
import path from "node:path";
import type { Check } from "../../../src/checks/index.ts";
import { type DatasetName, headerLine } from "../../../src/datasets.ts";
import type { BehaviourOverrides } from "../../../src/rules/index.ts";
import type { World } from "../../../src/rules/world.ts";
import { testWorld } from "../../worlds.ts";
import { type FileOnDisk, type FilesOnDisk, judgeFiles, writeRows, writeWorld } from "../judged-files.ts";
import { EditableFiles } from "./editable-files.ts";
import { bySize, type Mutant, type MutantSize } from "./mutant.ts";

const customersBySize: Readonly<Record<MutantSize, number>> = { small: 2000, large: 100_000 };
const seed = "mutants";
const titles = 500;

interface CleanFiles {
  readonly files: FilesOnDisk;
  /** A dataset's lines without the header. */
  readonly lines: (dataset: DatasetName) => readonly string[];
}

export class Laboratory {
  readonly #directory: string;
  readonly #size: MutantSize;
  readonly #clean = new Map<string, CleanFiles>();

  /** Files are written below `directory`, which the caller removes. */
  constructor(directory: string, size: MutantSize) {
    this.#directory = directory;
    this.#size = size;
  }

  /** The verdicts on a mutant's files against what it declares. */
  judge(mutant: Mutant): Check[] {
    const { files, declared } = this.files(mutant);
    return judgeFiles(files, declared);
  }

  /** A mutant's files, and what it declares them to be; good until the next mutant's are made. */
  files(mutant: Mutant): { files: FilesOnDisk; declared: World } {
    const declared = this.#worldOf(mutant, undefined);
    const made = mutant.made === undefined ? undefined : bySize<BehaviourOverrides>(mutant.made, this.#size);
    const files =
      made === undefined
        ? this.#edited(mutant, declared)
        : writeWorld(path.join(this.#directory, "made"), this.#worldOf(mutant, made));
    return { files, declared };
  }

  #worldOf(mutant: Mutant, made: BehaviourOverrides | undefined): World {
    const customers = mutant.customers?.[this.#size] ?? customersBySize[this.#size];
    const { content = titles, behaviour = {} } = mutant.declared ?? {};
    return testWorld({
      seed,
      customers,
      content,
      behaviour: made === undefined ? behaviour : { ...behaviour, ...made },
    });
  }

  #edited(mutant: Mutant, world: World): FilesOnDisk {
    const clean = this.#cleanFiles(world);
    const files = new EditableFiles(world, clean.lines);
    mutant.edit?.(files, this.#size);
    const edited = [...files.edited].map(([dataset, lines]): [DatasetName, FileOnDisk] => {
      const rows = Buffer.from(lines.map((line) => `${line}\n`).join(""));
      return [dataset, writeRows(path.join(this.#directory, "edited"), dataset, rows)];
    });
    return { ...clean.files, ...Object.fromEntries(edited) };
  }

  #cleanFiles(world: World): CleanFiles {
    const key = JSON.stringify(world);
    const known = this.#clean.get(key);
    if (known !== undefined) return known;
    const files = writeWorld(path.join(this.#directory, `clean-${this.#clean.size}`), world);
    const kept = new Map<DatasetName, readonly string[]>();
    const lines = (dataset: DatasetName): readonly string[] => {
      const known = kept.get(dataset) ?? linesOf(files[dataset], dataset);
      kept.set(dataset, known);
      return known;
    };
    const clean = { files, lines };
    this.#clean.set(key, clean);
    return clean;
  }
}

function linesOf({ path: file }: FileOnDisk, dataset: DatasetName): string[] {
  const [header, ...lines] = readFileSync(file, "utf8").split("\n").slice(0, -1);
  if (header !== headerLine(dataset)) throw new Error(`${file} does not begin with the header of ${dataset}`);
  return lines;
}
