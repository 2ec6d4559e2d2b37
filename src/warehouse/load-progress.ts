// How far a load has come, as a share of its work: what each step costs a byte of the files, measured once.

import type { DatasetName } from "../datasets.ts";
import type { Source } from "./source-directory.ts";

export interface DatasetLoad {
  state: "waiting" | "running" | "done";
  /** Rows and bytes of the file that have been read. */
  rows: number;
  bytes: number;
}

export interface LoadProgress {
  /** 0..1. */
  readonly fraction: number;
  readonly datasets: Readonly<Partial<Record<DatasetName, DatasetLoad>>>;
}

export type LoadStep = "staging" | "typing" | "indexing" | "summing" | "validating";

/** Of the time of a whole load. */
const shares: Readonly<Record<LoadStep, number>> = {
  staging: 0.22,
  typing: 0.13,
  indexing: 0.15,
  summing: 0.26,
  validating: 0.24,
};
/** Only a load that has ended is complete. */
const mostFraction = 0.99;

export class LoadMeter {
  readonly #bytes: ReadonlyMap<DatasetName, number>;
  readonly #allBytes: number;
  readonly #datasets = new Map<DatasetName, DatasetLoad>();
  readonly #done = new Map<string, number>();

  constructor(sources: readonly Source[]) {
    this.#bytes = new Map(sources.map(({ dataset, bytes }) => [dataset, bytes]));
    this.#allBytes = Math.max(
      1,
      sources.reduce((sum, { bytes }) => sum + bytes, 0),
    );
    for (const { dataset } of sources) this.#datasets.set(dataset, { state: "waiting", rows: 0, bytes: 0 });
  }

  noteRead(dataset: DatasetName, rows: number, bytes: number): void {
    this.#datasets.set(dataset, { state: "running", rows, bytes });
    this.noteStep("staging", dataset, bytes / Math.max(1, this.#bytes.get(dataset) ?? 0));
  }

  noteDone(dataset: DatasetName): void {
    const before = this.#datasets.get(dataset);
    if (before !== undefined) this.#datasets.set(dataset, { ...before, state: "done" });
  }

  /** `share` of a step is done, for one dataset or for all together. */
  noteStep(step: LoadStep, dataset: DatasetName | undefined, share: number): void {
    const weight = dataset === undefined ? 1 : (this.#bytes.get(dataset) ?? 0) / this.#allBytes;
    this.#done.set(`${step} ${dataset ?? ""}`, shares[step] * weight * Math.min(1, share));
  }

  read(): LoadProgress {
    const done = [...this.#done.values()].reduce((sum, part) => sum + part, 0);
    return { fraction: Math.min(done, mostFraction), datasets: Object.fromEntries(this.#datasets) };
  }
}
