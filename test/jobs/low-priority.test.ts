// Worker threads give way to the main thread, which answers clients.

import { readdirSync, readFileSync } from "node:fs";
import os from "node:os";
import { expect, test } from "vitest";
import { complete, openService, specOf } from "./open-service.ts";

/** How nice each thread of this process is, by the kernel. */
function niceness(): number[] {
  return readdirSync("/proc/self/task").map((thread) => {
    const stat = readFileSync(`/proc/self/task/${thread}/stat`, "utf8");
    return Number(stat.slice(stat.lastIndexOf(")") + 2).split(" ")[16]);
  });
}

test.runIf(process.platform === "linux")(
  "as many threads as there are workers are nicer by ten, the others are not",
  async () => {
    const before = os.getPriority();
    const service = await openService(undefined, { workers: 2 });
    await complete(service, specOf({ customers: 20 }));
    expect(niceness().filter((nice) => nice === before + 10).length).toBe(2);
    expect(os.getPriority()).toBe(before);
  },
);
