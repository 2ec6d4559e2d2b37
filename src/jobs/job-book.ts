// The book of jobs: records in the store, their views for clients and the channels of their events, kept in step.
// It decides nothing: when a job runs, and what becomes of it, is the service's affair.

import { CodedError } from "../errors.ts";
import type { DataDirectory } from "../storage/data-directory.ts";
import type { JobProgress, JobRecord } from "../storage/job-record.ts";
import type { JobStore } from "../storage/job-store.ts";
import type { Manifest } from "../storage/manifest.ts";
import type { RunStore } from "../storage/run-store.ts";
import { systemErrorCode } from "../storage/storage-error.ts";
import type { Job, JobEvent } from "./job.ts";
import { JobChannel } from "./job-channel.ts";
import { jobView } from "./job-view.ts";

/** Event ids set aside at a time in the store, so that they rise across a crash without a write an event. */
const reservedEvents = 100;

interface OpenChannel {
  readonly channel: JobChannel;
  lastEvent: number;
  reserved: number;
}

interface EndedView {
  readonly published: Manifest | undefined;
  readonly job: Job;
}

export type LiveProgress = (id: string) => JobProgress | undefined;

export class JobBook {
  readonly store: JobStore;
  readonly #runs: RunStore;
  readonly #directory: DataDirectory;
  readonly #liveProgress: LiveProgress;
  readonly #channels = new Map<string, OpenChannel>();
  /** Of jobs that have ended: nothing but what is published changes them any more. */
  readonly #views = new WeakMap<JobRecord, EndedView>();

  /** `liveProgress` gives the progress of the job that runs. */
  constructor(store: JobStore, runs: RunStore, liveProgress: LiveProgress) {
    this.store = store;
    this.#runs = runs;
    this.#directory = runs.directory;
    this.#liveProgress = liveProgress;
  }

  /** Throws CodedError unknown-job. */
  record(id: string): JobRecord {
    const record = this.store.get(id);
    if (record === undefined) throw new CodedError("unknown-job", `No job has the id ${id}.`);
    return record;
  }

  /** Changes a record, in the store as soon as the disk takes it: what happens to a job does not wait for that. Throws CodedError unknown-job. */
  update(id: string, changes: Partial<JobRecord>): JobRecord {
    const record = { ...this.record(id), ...changes };
    this.store.keep(record);
    return record;
  }

  /** How a job stands, for clients. Throws CodedError unknown-job. */
  job(id: string): Job {
    return this.view(this.record(id));
  }

  view(record: JobRecord, published = this.#published()): Job {
    if (!isEnded(record)) return this.#viewNow(record, published);
    const known = this.#views.get(record);
    if (known !== undefined && known.published === published) return known.job;
    const job = this.#viewNow(record, published);
    this.#views.set(record, { published, job });
    return job;
  }

  #viewNow(record: JobRecord, published: Manifest | undefined): Job {
    const progress = record.state === "running" ? this.#liveProgress(record.id) : undefined;
    return jobView(record, { directory: this.#directory, published, ...(progress === undefined ? {} : { progress }) });
  }

  /** How a job stands is told also while the disk does not say what is published: nothing then, as far as can be known. */
  #published(): Manifest | undefined {
    try {
      return this.#runs.readablePublished()?.manifest;
    } catch (error) {
      if (systemErrorCode(error) === undefined) throw error;
      return undefined;
    }
  }

  /** Tells the followers of a job how it stands. */
  announce(record: JobRecord): JobEvent {
    const open = this.#openChannel(record);
    const ended = isEnded(record);
    open.lastEvent++;
    if (open.lastEvent > open.reserved || ended) {
      open.reserved = ended ? open.lastEvent : open.lastEvent + reservedEvents;
      this.update(record.id, { lastEvent: open.reserved });
    }
    const event = { id: open.lastEvent, event: eventName(record), job: this.view(record) } as const;
    open.channel.publish(event);
    if (ended) this.#channels.delete(record.id);
    return event;
  }

  /** The events of a job after `lastEventId`, as JobService has them. */
  async *follow(
    id: string,
    lastEventId: number | undefined,
    signal: AbortSignal,
  ): AsyncGenerator<JobEvent, void, void> {
    const record = this.record(id);
    if (isEnded(record)) {
      yield { id: record.lastEvent, event: eventName(record), job: this.view(record) };
      return;
    }
    yield* this.#startedChannel(record).follow(lastEventId, signal);
  }

  /** The job once it has ended; as it stands when the signal aborts or the service closes before. */
  async ended(id: string, signal: AbortSignal): Promise<Job> {
    const record = this.record(id);
    if (isEnded(record)) return this.view(record);
    return (await this.#startedChannel(record).ended(signal)) ?? this.job(id);
  }

  /** Ends the answers to all followers. */
  close(): void {
    for (const { channel } of this.#channels.values()) channel.close();
    this.#channels.clear();
  }

  #openChannel(record: JobRecord): OpenChannel {
    const known = this.#channels.get(record.id);
    if (known !== undefined) return known;
    const open = { channel: new JobChannel(), lastEvent: record.lastEvent, reserved: record.lastEvent };
    this.#channels.set(record.id, open);
    return open;
  }

  /** A channel that has a latest event: the job as it stands, when nothing was announced since the start. */
  #startedChannel(record: JobRecord): JobChannel {
    const { channel } = this.#openChannel(record);
    if (channel.latest === undefined) this.announce(record);
    return channel;
  }
}

export function isEnded({ state }: JobRecord): boolean {
  return state !== "queued" && state !== "running";
}

function eventName({ state }: JobRecord): JobEvent["event"] {
  return state === "queued" || state === "running" ? "progress" : state;
}
