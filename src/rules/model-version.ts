// The name of the algorithm: it changes whenever any byte of a default run changes; golden digests pin it.

export const modelVersion = "2026.11-1";
