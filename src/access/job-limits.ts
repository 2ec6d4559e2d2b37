// How much one job may write, and how much one key may have waiting and on the disk. 0 sets no limit.

export interface JobLimits {
  readonly rowsPerJob: number;
  readonly bytesPerJob: number;
  /** Jobs of one key that wait or run. */
  readonly jobsPerKey: number;
  /** Bytes of one key's runs that are kept, and of those it waits for. */
  readonly bytesPerKey: number;
}

export const noLimits: JobLimits = { rowsPerJob: 0, bytesPerJob: 0, jobsPerKey: 0, bytesPerKey: 0 };
