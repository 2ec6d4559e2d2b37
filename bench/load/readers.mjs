// Child process: downloads, each at a pace of its own, every byte compared with the known one.
// Receives { url, readers, seconds }; sends "ready" once it knows the bytes, and at the end what became of the downloads.
import { createHash } from "node:crypto";
import http from "node:http";
import { createGunzip } from "node:zlib";

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));

process.once("message", (message) => void readAll(message));

async function readAll({ url, readers, seconds }) {
  const total = { finished: 0, bytes: 0, wrong: 0, refused: 0, dishonest: 0, errors: {} };
  const files = await knownFiles(url);
  process.send("ready");
  const end = performance.now() + seconds * 1000;
  const begun = Array.from({ length: readers }, (_, reader) =>
    readOn(url, files[reader % files.length], reader, end, total),
  );
  await Promise.all(begun);
  process.send(total, () => process.exit(0));
}

/** What readers fetch, read once in full: the stored bytes are those that the answer's own digest names. */
async function knownFiles(url) {
  const files = [];
  for (const [target, gzip, share] of [
    ["/datasets/usage_logs", false, 8],
    ["/datasets/usage_logs", true, 1],
    ["/datasets/usage_logs?format=ndjson&limit=25000", false, 1],
  ]) {
    const answer = await fetch(url + target, { headers: { "accept-encoding": "identity" } });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const said = answer.headers.get("sha256");
    if (said !== null && said !== createHash("sha256").update(bytes).digest("hex")) {
      throw new Error(`${target} is not what its header says`);
    }
    for (let copy = 0; copy < share; copy++) files.push({ target, gzip, bytes });
  }
  return files;
}

/** The slowest takes the whole time for one file, the fastest a quarter of it. */
async function readOn(url, file, reader, end, total) {
  const span = end - performance.now();
  const pace = (file.bytes.length / span) * 4 ** (((reader * 37) % 100) / 100);
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
      if (answer.status === 200 && answer.isRight) total.finished++;
      else total.wrong++;
    } catch (error) {
      total.errors[String(error)] = (total.errors[String(error)] ?? 0) + 1;
      await pause(1000);
    }
  }
}

/** Reads at `pace` bytes a millisecond: after each chunk the socket is left alone until its time has come. */
function download(url, { target, gzip, bytes: known }, pace) {
  return new Promise((resolve, reject) => {
    const headers = { "accept-encoding": gzip ? "gzip" : "identity" };
    const request = http.get(url + target, { agent: false, headers }, (response) => {
      let bytes = 0;
      let isRight = true;
      const begin = performance.now();
      const decoded = gzip ? response.pipe(createGunzip()) : response;
      response.once("error", reject);
      decoded.on("data", (chunk) => {
        isRight &&= chunk.equals(known.subarray(bytes, bytes + chunk.length));
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
          isRight: isRight && bytes === known.length,
        }),
      );
    });
    request.once("error", reject);
  });
}
