// What the service's own warehouse makes of the same run: loaded by a job, tested, and asked.

import { succeeded, type Tell } from "./job.ts";
import { accepted, type Job, type Service } from "./service.ts";

/** Loads the run of a job. Throws RefusedError, and Error when the load does not succeed or rejects a row. */
export async function load(service: Service, job: Job, tell: Tell): Promise<void> {
  const params = { query: { job: job.id }, header: { prefer: "wait=2" } };
  const ingest = await succeeded(service, accepted(await service.POST("/ingest", { params })), tell);
  const rejecting = Object.entries(ingest.result?.datasets ?? {}).filter(([, dataset]) => dataset.rejected > 0);
  if (rejecting.length > 0) throw new Error(`rows were rejected: ${JSON.stringify(Object.fromEntries(rejecting))}`);
}

/** The verdict of the validation tests on the warehouse. Throws RefusedError, and Error that names the tests that fail. */
export async function validation(service: Service, job: Job): Promise<string> {
  const { verdict, tests } = aboutRun(job, accepted(await service.GET("/validation")));
  const failed = tests.filter((result) => result.verdict === "fail").map(({ id, statement }) => `${id}: ${statement}`);
  if (failed.length > 0) throw new Error(`validation tests fail: ${failed.join("; ")}`);
  return verdict;
}

/** Minutes watched by tier, as the warehouse counts them. */
export async function minutesByTier(service: Service, job: Job): Promise<Map<string, number>> {
  const query = { metric: "minutes", by: "tier" } as const;
  const { rows } = aboutRun(job, accepted(await service.GET("/analytics/engagement", { params: { query } })));
  return new Map(rows.map(({ segment, value }) => [segment, value ?? 0]));
}

/** The answer as JSON. Throws Error when the warehouse holds another run by then: others may load theirs. */
function aboutRun<Answer extends { job: string | null }>(job: Job, answer: Answer | string): Answer {
  if (typeof answer === "string") throw new TypeError("the service answered with text, which nobody asked for");
  if (answer.job !== job.id) throw new Error(`the warehouse holds the run of job ${answer.job}, not of ${job.id}`);
  return answer;
}
