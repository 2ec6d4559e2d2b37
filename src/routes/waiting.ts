// Waiting for a job's end: the Prefer header that asks for it, and the Retry-After that unfinished jobs carry.

import type { FastifyReply } from "fastify";
import { Type } from "typebox";
import { longestWait } from "../http/prefer.ts";
import type { Job } from "../jobs/job.ts";

export const preferHeader = Type.Object({
  prefer: Type.Optional(
    Type.String({
      description: `\`wait=N\` answers once the job has ended or N seconds have passed, at most ${longestWait}.`,
      examples: ["wait=10"],
    }),
  ),
});

/** What an answer may carry on account of the wait. */
export const waitHeaders = {
  "retry-after": Type.Integer({ description: "Seconds after which to ask again; only while the job has not ended." }),
  "preference-applied": Type.String({ description: "The wait that was granted.", examples: ["wait=10"] }),
};

const longestRetry = 30;

export function hasEnded(job: Job): boolean {
  return job.state !== "queued" && job.state !== "running";
}

/** Sets Retry-After, in seconds, on an unfinished job, and confirms a wait that was granted. */
export function announceWait(reply: FastifyReply, job: Job, seconds: number): void {
  if (seconds > 0) reply.header("preference-applied", `wait=${seconds}`);
  if (hasEnded(job)) return;
  const left = Math.ceil(job.progress.etaSeconds ?? 1);
  reply.header("retry-after", Math.min(Math.max(left, 1), longestRetry));
}
