// Generates a world and adds up what its customers watched, by tier and genre; the sums go to stdout as JSON, progress to stderr.
// usage: ingest.js [--url http://127.0.0.1:3000] [--body request.json]; MOCKBUSTER_API_KEY is the key, where the service asks for one

import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { generated, type Tell } from "./job.ts";
import { rowsOf } from "./rows.ts";
import { type GenerateRequest, type Job, openService, type Service } from "./service.ts";
import { load, minutesByTier, validation } from "./warehouse.ts";

interface Watched {
  tier: string;
  genre: string;
  sessions: number;
  minutes: number;
}

/** One pass over the sessions; of the datasets they refer to only two columns stay in memory. */
async function watchedBy(service: Service, job: Job): Promise<Watched[]> {
  const tiers = new Map<string, string>();
  for await (const { plan_id, tier } of rowsOf(service, job, "plans")) tiers.set(plan_id, tier);
  const plans = new Map<string, string>();
  for await (const { subscription_id, plan_id } of rowsOf(service, job, "subscriptions"))
    plans.set(subscription_id, plan_id);
  const genres = new Map<string, string>();
  for await (const { content_id, genre } of rowsOf(service, job, "content")) genres.set(content_id, genre);

  const watched = new Map<string, Watched>();
  for await (const session of rowsOf(service, job, "usage_logs")) {
    const tier = tiers.get(plans.get(session.subscription_id) ?? "");
    const genre = genres.get(session.content_id);
    if (tier === undefined || genre === undefined)
      throw new Error(`a session refers to nothing: ${JSON.stringify(session)}`);
    const sum = watched.get(`${tier} ${genre}`) ?? { tier, genre, sessions: 0, minutes: 0 };
    watched.set(`${tier} ${genre}`, {
      ...sum,
      sessions: sum.sessions + 1,
      minutes: sum.minutes + session.duration_watched,
    });
  }
  return [...watched.values()]
    .map((sum) => ({ ...sum, minutes: Math.round(sum.minutes * 100) / 100 }))
    .sort((a, b) => b.minutes - a.minutes);
}

/** The service's warehouse has loaded the same files and added them up in SQL. Throws Error where it counts otherwise. */
function compare(watched: readonly Watched[], inWarehouse: ReadonlyMap<string, number>): void {
  for (const tier of new Set([...watched.map((sum) => sum.tier), ...inWarehouse.keys()])) {
    const minutes = inWarehouse.get(tier) ?? 0;
    const own = watched.filter((sum) => sum.tier === tier).reduce((total, sum) => total + sum.minutes, 0);
    if (Math.abs(own - minutes) > 0.01) throw new Error(`${tier}: ${own} minutes here, ${minutes} in the warehouse`);
  }
}

async function main(): Promise<void> {
  const { values } = parseArgs({
    options: { url: { type: "string", default: "http://127.0.0.1:3000" }, body: { type: "string" } },
  });
  const request: GenerateRequest =
    values.body === undefined
      ? { asOf: "2026-01-01", customers: 1000 }
      : (JSON.parse(await readFile(values.body, "utf8")) as GenerateRequest);
  const service = openService(values.url, process.env["MOCKBUSTER_API_KEY"]);
  const tell: Tell = ({ fraction }) => console.error(`${Math.round(fraction * 100)} %`);
  const job = await generated(service, request, tell);
  console.error(`job ${job.id} has succeeded; its checks: ${job.governance}`);
  const watched = await watchedBy(service, job);
  await load(service, job, tell);
  console.error(`it is in the warehouse; its validation tests: ${await validation(service, job)}`);
  compare(watched, await minutesByTier(service, job));
  console.log(JSON.stringify({ job: job.id, watched }, null, 2));
}

try {
  await main();
} catch (error) {
  console.error(`ingest: ${error instanceof Error ? error.message : String(error)}`);
  process.exitCode = 1;
}
