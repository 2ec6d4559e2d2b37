// The events of one stretch of a job, from being queued to its end: the latest event, shared by all followers, and who
// waits for the next. A follower that is slow skips to the latest; each event is the whole job, so nothing is lost.

import type { Job, JobEvent } from "./job.ts";

/** Followers that go on in one turn of the event loop: hundreds at once would hold up every other client. */
const followersInTurn = 10;
/** Milliseconds from one waking of followers to the next, for each of them: a thousand are told every two seconds how it goes. */
const pauseEach = 2;

function resumeInTurns(waiting: readonly (() => void)[]): void {
  for (const resume of waiting.slice(0, followersInTurn)) resume();
  if (waiting.length > followersInTurn) setImmediate(resumeInTurns, waiting.slice(followersInTurn));
}

export class JobChannel {
  #latest: JobEvent | undefined;
  #closed = false;
  readonly #waiting = new Set<() => void>();
  /** When followers were woken last, in milliseconds; and the next time that they will be, when that is set. */
  #woken = Number.NEGATIVE_INFINITY;
  #nextWaking: NodeJS.Timeout | undefined;

  get latest(): JobEvent | undefined {
    return this.#latest;
  }

  /** True after the job's last event, or when no more will come because the service closes. */
  get closed(): boolean {
    return this.#closed;
  }

  publish(event: JobEvent): void {
    this.#latest = event;
    if (event.event !== "progress") this.#closed = true;
    const left = this.#closed ? 0 : this.#woken + this.#waiting.size * pauseEach - performance.now();
    if (left <= 0) this.#wake();
    else this.#nextWaking ??= setTimeout(() => this.#wake(), left).unref();
  }

  /** No more events, although the job has not ended. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  #wake(): void {
    clearTimeout(this.#nextWaking);
    this.#nextWaking = undefined;
    this.#woken = performance.now();
    const waiting = [...this.#waiting];
    this.#waiting.clear();
    resumeInTurns(waiting);
  }

  /** Resolves at the next event, when the channel closes, or when the signal aborts. */
  async #next(signal: AbortSignal): Promise<void> {
    await new Promise<void>((resolve) => {
      const resume = (): void => {
        this.#waiting.delete(resume);
        signal.removeEventListener("abort", resume);
        resolve();
      };
      this.#waiting.add(resume);
      signal.addEventListener("abort", resume, { once: true });
    });
  }

  /** The latest event unless its id is `after`, then what follows; the last event of a job always comes. */
  async *follow(after: number | undefined, signal: AbortSignal): AsyncGenerator<JobEvent, void, void> {
    let seen = after;
    while (!signal.aborted) {
      const latest = this.#latest;
      const final = latest !== undefined && latest.event !== "progress";
      if (latest !== undefined && (final || latest.id !== seen)) {
        seen = latest.id;
        yield latest;
        if (final) return;
        continue;
      }
      if (this.#closed) return;
      await this.#next(signal);
    }
  }

  /** The job once it has ended; undefined when the channel was closed or the signal aborted before. */
  async ended(signal: AbortSignal): Promise<Job | undefined> {
    while (!this.#closed && !signal.aborted) await this.#next(signal);
    return this.#latest?.event === "progress" ? undefined : this.#latest?.job;
  }
}
