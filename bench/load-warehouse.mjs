// One load of a directory of CSV files into a new SQLite file by the built loader, timed step by step; prints one line of JSON.
// usage: load-warehouse.mjs DIRECTORY FILE
import { rmSync } from "node:fs";
import { buildWarehouse } from "../dist/warehouse/load.js";

const [, , from, file] = process.argv;
rmSync(file, { force: true });
const start = { time: performance.now(), cpu: process.cpuUsage() };
const since = () => {
  const { user, system } = process.cpuUsage(start.cpu);
  return { seconds: (performance.now() - start.time) / 1000, cpuSeconds: (user + system) / 1e6 };
};
const marks = {};
const { datasets } = await buildWarehouse(file, {
  from,
  onProgress: ({ datasets: parts }) => {
    const usage = parts.usage_logs;
    if (usage.state === "running") {
      marks.usageBegun ??= since();
      // The last of these stands when the whole file has been staged: what follows reads no more bytes.
      if (marks.usageBytes !== usage.bytes) marks.usageStaged = since();
      marks.usageBytes = usage.bytes;
    }
    if (usage.state === "done") marks.typed ??= since();
  },
});
const part = (from, to) => ({ seconds: to.seconds - from.seconds, cpuSeconds: to.cpuSeconds - from.cpuSeconds });
console.log(
  JSON.stringify({
    rows: datasets.usage_logs.loaded,
    staging: part(marks.usageBegun, marks.usageStaged),
    typed: marks.typed,
    whole: since(),
    peakBytes: process.resourceUsage().maxRSS * 1024,
  }),
);
