// Imported first by a worker thread: what it computes can wait, the clients of the main thread should not.

import os from "node:os";

/** As `nice` counts: of two threads that want the same processor, one nicer by 10 gets a tenth of it. */
const nicer = 10;
const nicest = 19;

// On Linux a thread is what the kernel schedules, and 0 names the calling one. Elsewhere it would name the whole process.
if (process.platform === "linux") os.setPriority(0, Math.min(os.getPriority(0) + nicer, nicest));
