// What a process gives the command line; tests give it something else.

export interface Surroundings {
  /** The process's own, which the processes that it starts inherit. */
  readonly environment: Record<string, string | undefined>;
  readonly cores: number;
  /** `YYYY-MM-DD`, the as-of date of a request that names none. */
  readonly today: string;
  readonly stdout: NodeJS.WritableStream;
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  /** Aborts when the user wants the command to stop. Only a command that can stop in good order reads it. */
  readonly interrupted: AbortSignal;
}
