// From a request to a job that has succeeded: the same request is the same job, so that starting again costs nothing.

import { accepted, type GenerateRequest, type Job, type Service } from "./service.ts";

/** Starts the job and waits for its end, telling its progress. Throws RefusedError, and Error when the job does not succeed. */
export async function finishedJob(
  service: Service,
  body: GenerateRequest,
  tell: (progress: Job["progress"]) => void,
): Promise<Job> {
  let job = accepted(await service.POST("/generate", { body, params: { header: { prefer: "wait=2" } } }));
  while (job.state === "queued" || job.state === "running") {
    tell(job.progress);
    const params = { path: { id: job.id }, header: { prefer: "wait=10" } };
    job = accepted(await service.GET("/jobs/{id}", { params }));
  }
  if (job.state !== "succeeded") throw new Error(`job ${job.id} is ${job.state}. ${job.problem?.detail ?? ""}`);
  return job;
}
