// Child process: downloads, each at a pace of its own, every byte counted into a digest that must be the known one.
// Receives { url, readers, seconds, files: [{ target, gzip, bytes, sha256 }] }; sends { finished, bytes, wrong, refused, errors }.
import { createHash } from "node:crypto";
import http from "node:http";
import { createGunzip } from "node:zlib";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

process.once("message", (message) => void readAll(message));

async function readAll({ url, readers, seconds, files }) {
  const total = { finished: 0, bytes: 0, wrong: 0, refused: 0, dishonest: 0, errors: {} };
  const end = performance.now() + seconds * 1000;
  const begun = Array.from({ length: readers }, (_, reader) =>
    readOn(url, files[reader % files.length], reader, end, total),
  );
  await Promise.all(begun);
  process.send(total, () => process.exit(0));
}

/** The slowest takes the whole time for one file, the fastest a quarter of it. */
async function readOn(url, file, reader, end, total) {
  const span = end - performance.now();
  const pace = (file.bytes / span) * 4 ** (((reader * 37) % 100) / 100);
  // Not all in the same moment.
  await pause((reader * 10) % 2000);
  while (performance.now() < end) {
    try {
      const answer = await download(url, file, pace);
      if (answer.status === 503 || answer.status === 429) {
        total.refused++;
        if (answer.retryAfter === undefined) total.dishonest++;
        await pause(Number(answer.retryAfter ?? 1) * 1000);
        continue;
      }
      total.bytes += answer.bytes;
      if (answer.status === 200 && answer.sha256 === file.sha256) total.finished++;
      else total.wrong++;
    } catch (error) {
      total.errors[String(error)] = (total.errors[String(error)] ?? 0) + 1;
      await pause(1000);
    }
  }
}

/** Reads at `pace` bytes a millisecond: after each chunk the socket is left alone until its time has come. */
function download(url, { target, gzip }, pace) {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": gzip ? "gzip" : "identity" };
    const request = http.get(url + target, { agent: false, headers }, (response) => {
      const hash = createHash("sha256");
      let bytes = 0;
      const begin = performance.now();
      const decoded = gzip ? response.pipe(createGunzip()) : response;
      response.once("error", reject);
      decoded.on("data", (chunk) => {
        hash.update(chunk);
        bytes += chunk.length;
        const early = bytes / pace - (performance.now() - begin);
        if (early < 20) return;
        decoded.pause();
        setTimeout(() => decoded.resume(), early);
      });
      decoded.once("error", reject);
      decoded.once("end", () =>
        resolve({
          status: response.statusCode,
          retryAfter: response.headers["retry-after"],
          bytes,
          sha256: hash.digest("hex"),
        }),
      );
    });
    request.once("error", reject);
  });
}
