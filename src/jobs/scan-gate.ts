// When a dataset may be scanned: its references are looked up in what the scans of earlier groups filled, and the
// lookups' size follows from row counts.

import type { DatasetName } from "../datasets.ts";
import { allocateLookups, type Lookups, scanOrder } from "../reports/scan.ts";

const lookedUp = ["customers", "content", "subscriptions"] as const satisfies readonly DatasetName[];

export class ScanGate {
  readonly #scanned: readonly DatasetName[];
  readonly #rows = new Map<DatasetName, number>();
  readonly #done = new Set<DatasetName>();
  #lookups: Lookups | undefined;
  #waiting: { readonly dataset: DatasetName; readonly open: (lookups: Lookups) => void }[] = [];

  /** `scanned`: every dataset that is going to be scanned. */
  constructor(scanned: readonly DatasetName[]) {
    this.#scanned = scanned;
  }

  noteRows(dataset: DatasetName, rows: number): void {
    this.#rows.set(dataset, rows);
    this.#open();
  }

  noteScanned(dataset: DatasetName): void {
    this.#done.add(dataset);
    this.#open();
  }

  /** The lookups, once the dataset may be scanned. Stays open for ever when a dataset before it fails. */
  ready(dataset: DatasetName): Promise<Lookups> {
    return new Promise((open) => {
      this.#waiting.push({ dataset, open });
      this.#open();
    });
  }

  #open(): void {
    const sizes = lookedUp.map((name) => (this.#scanned.includes(name) ? this.#rows.get(name) : 0));
    const [customers, content, subscriptions] = sizes;
    if (customers === undefined || content === undefined || subscriptions === undefined) return;
    this.#lookups ??= allocateLookups({ customers, content, subscriptions });
    const lookups = this.#lookups;
    const [open, waiting] = [this.#waiting.filter(this.#mayScan), this.#waiting.filter((one) => !this.#mayScan(one))];
    this.#waiting = waiting;
    for (const entry of open) entry.open(lookups);
  }

  readonly #mayScan = ({ dataset }: { readonly dataset: DatasetName }): boolean => {
    const group = scanOrder.findIndex((names) => names.includes(dataset));
    const before = scanOrder.slice(0, group).flat();
    return before.every((name) => !this.#scanned.includes(name) || this.#done.has(name));
  };
}
