// From a request to a job that has succeeded: the same request is the same job, so that starting again costs nothing.

import { accepted, type GenerateRequest, type Job, type Service } from "./service.ts";

export type Tell = (progress: Job["progress"]) => void;

/** Starts the job that generates a world and waits for its end, telling its progress. Throws as `succeeded` does. */
export async function generated(service: Service, body: GenerateRequest, tell: Tell): Promise<Job> {
  const params = { header: { prefer: "wait=2" } };
  return succeeded(service, accepted(await service.POST("/generate", { body, params })), tell);
}

/** The job at its end. Throws RefusedError, and Error when it does not succeed. */
export async function succeeded(service: Service, started: Job, tell: Tell): Promise<Job> {
  let job = started;
  while (job.state === "queued" || job.state === "running") {
    tell(job.progress);
    const params = { path: { id: job.id }, header: { prefer: "wait=10" } };
    job = accepted(await service.GET("/jobs/{id}", { params }));
  }
  if (job.state !== "succeeded") throw new Error(`job ${job.id} is ${job.state}. ${job.problem?.detail ?? ""}`);
  return job;
}
