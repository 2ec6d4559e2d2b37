// Contestant: the same usage rows, byte for byte, written as most would: an object a row through a csv-stringify stream into
// a file, in one thread. usage: stringify-pipeline.mjs OUT_DIR --customers N
import { createWriteStream, mkdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { parseArgs } from "node:util";
import { stringify } from "csv-stringify";
import { datasetSchemas, devices } from "../dist/datasets.js";
import { allocateWorldTables, fillWorldTables, partitionsOf } from "../dist/generators/index.js";
import { valueSamplers } from "../dist/generators/session-values.js";
import { recordWords, SessionSorter, sessionSamplers } from "../dist/generators/sessions.js";
import { deviceOf, sequenceOf, tierOf } from "../dist/generators/subscribers.js";
import { entityHead, entityTail } from "../dist/random/substream.js";
import { completionRate } from "../dist/rules/completion-noise.js";
import { sessionDevice } from "../dist/rules/playback-device.js";
import { titleRank } from "../dist/rules/title-popularity.js";
import { fractionWatched, watchedHundredths } from "../dist/rules/watch-fraction.js";
import { isoDate } from "../dist/rules/world.js";
import { worldOf } from "../dist/spec/identity.js";
import { resolveSpec } from "../dist/spec/resolve.js";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { customers: { type: "string", default: "300000" } },
});
const today = "2026-01-01";
const { spec } = resolveSpec({ customers: Number(values.customers), asOf: today }, { maxCustomers: 1e8, today });
const world = worldOf(spec);
const { subscribers } = allocateWorldTables(world);
fillWorldTables(world, { subscribers }, 1, world.customers);
const two = (number) => String(number).padStart(2, "0");
let rows = 0;

function* usageRows() {
  const sorter = new SessionSorter();
  const samplers = sessionSamplers(world);
  const { titles, popularity, watch, completion, playback } = valueSamplers(world);
  for (const partition of partitionsOf(world, "usage_logs")) {
    const date = isoDate(partition.day);
    const sessions = sorter.sessionsOf(samplers, world, subscribers, partition);
    for (let index = 0; index < sessions.count; index++) {
      const [customer, candidateAndGenre, second, facts] = sessions.words.subarray(
        index * recordWords,
        (index + 1) * recordWords,
      );
      const candidate = candidateAndGenre >>> 2;
      const genre = candidateAndGenre & 3;
      const high = (partition.day << 16) | candidate;
      const head = entityHead(customer, high);
      const tail = entityTail(head, high);
      const rank = titleRank(popularity, genre, head, tail);
      const tenths = titles[genre].tenths[rank];
      const watched = watchedHundredths(fractionWatched(watch, tierOf(facts), head, tail), tenths);
      const number = String(customer).padStart(9, "0");
      rows++;
      yield {
        usage_id: `U${date.replaceAll("-", "")}-${number}-${candidate}`,
        customer_id: `C${number}`,
        subscription_id: `S${number}-${sequenceOf(facts)}`,
        content_id: `T${String(titles[genre].number[rank]).padStart(7, "0")}`,
        started_at: `${date}T${two(Math.floor(second / 3600))}:${two(Math.floor(second / 60) % 60)}:${two(second % 60)}Z`,
        device: devices[sessionDevice(playback, deviceOf(facts), head, tail)],
        duration_watched: (watched / 100).toFixed(2),
        completion_rate: (completionRate(completion, tierOf(facts), watched, tenths, head, tail) / 10_000).toFixed(4),
      };
    }
  }
}

mkdirSync(positionals[0], { recursive: true });
const path = join(positionals[0], "usage_logs.csv");
const columns = datasetSchemas.usage_logs.columns.map((column) => column.name);
await pipeline(Readable.from(usageRows()), stringify({ header: true, columns }), createWriteStream(path));
console.log(JSON.stringify({ rows, bytes: statSync(path).size }));
