// The entry of a loading process: builds the warehouse that its parent orders, and says how far it is. It ends with its parent, and
// never touches the warehouse that readers have.

import { Worker } from "node:worker_threads";
import { CodedError } from "../errors.ts";
import { putProcess } from "../priorities.ts";
import { storageError } from "../storage/storage-error.ts";
import { buildWarehouse } from "./load.ts";
import type { LoadMessage, LoadOrder, LoadOutcome } from "./load-messages.ts";
import type { LoadProgress } from "./load-progress.ts";
import type { Validation } from "./validation/schemas.ts";
import { validateWarehouse } from "./validation/validate.ts";

/** At most ten messages a second. */
const leastMilliseconds = 100;
const millisecondsBetweenLooks = 500;

// The service's clients go first.
putProcess("last");

function send(message: LoadMessage, sent: () => void = () => {}): void {
  process.send?.(message, sent);
}

async function load({ file, ...request }: LoadOrder): Promise<LoadOutcome> {
  let last = 0;
  let latest: LoadProgress | undefined;
  let validation: Validation | undefined;
  try {
    const result = await buildWarehouse(file, {
      ...request,
      validate: ({ database, onShare }) => {
        validation = validateWarehouse(database, new Date(), { onShare });
        return validation.counts;
      },
      onProgress: (progress) => {
        latest = progress;
        const now = performance.now();
        if (now - last < leastMilliseconds) return;
        last = now;
        send({ kind: "progress", progress });
      },
    });
    // The last one counts: it may have come too soon after the one before.
    if (latest !== undefined) send({ kind: "progress", progress: latest });
    return { kind: "built", result, ...(validation === undefined ? {} : { validation }) };
  } catch (thrown) {
    const error = storageError(thrown, "build the warehouse");
    if (!(error instanceof Error)) return { kind: "failed", message: String(error), stack: "" };
    const { message, stack = "" } = error;
    const coded = error instanceof CodedError ? { code: error.code, publicDetail: error.publicDetail } : {};
    return { kind: "failed", message, stack, ...coded };
  }
}

// The parent decides about signals of the terminal, which reach its children, too.
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => {});
process.on("disconnect", () => process.exit(1));
// SQLite listens to nothing while a statement runs, which may be a minute: a thread looks whether the parent is still there.
new Worker(
  `const parent = process.ppid;
  setInterval(() => process.ppid !== parent && process.kill(process.pid, "SIGKILL"), ${millisecondsBetweenLooks});`,
  { eval: true, execArgv: [] },
).unref();
process.once("message", (order: LoadOrder) => {
  void load(order).then((outcome) => send(outcome, () => process.disconnect()));
});
