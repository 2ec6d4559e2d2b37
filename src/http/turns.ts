// Turns at the event loop: of the many who stream something large, one goes on in each of its rounds, so that whoever asks
// for little is answered between two of them, however many there are.

export class Turns {
  readonly #waiting: (() => void)[] = [];

  /** Resolves when it is the caller's turn: first come, first served. */
  take(): Promise<void> {
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      if (this.#waiting.length === 1) setImmediate(this.#next);
    });
  }

  readonly #next = (): void => {
    this.#waiting.shift()?.();
    if (this.#waiting.length > 0) setImmediate(this.#next);
  };
}
