// Child process: small requests at a fixed rate, whether the answers come or not. A latency counts from the moment at which the
// request was due, so that a stall of the server shows in every request that it delayed (no coordinated omission).
// Receives { url, targets, rate, seconds }; sends latencies by quantile, statuses, and how late this process itself was.
import { connect } from "node:net";

/** Seconds in which all clients come at once to a service that has just begun to work: `settled` leaves them out. */
const warmUpSeconds = 20;
/** Connections that are kept; each holds one request at a time. */
const connections = 128;

process.once("message", ({ url, targets, rate, seconds }) => {
  const { hostname, port } = new URL(url);
  const requests = targets.map((target) => `GET ${target} HTTP/1.1\r\nhost: x\r\n\r\n`);
  const planned = Math.round(rate * seconds);
  const latencies = new Float64Array(planned);
  const lateness = new Float64Array(planned);
  const result = { statuses: {}, dishonest: 0, errors: {} };
  const idle = [];
  const due = [];
  let [sent, done] = [0, 0];
  const start = performance.now() + 500;

  const finish = (index, status, head) => {
    latencies[index] = performance.now() - (start + (index * 1000) / rate);
    result.statuses[status] = (result.statuses[status] ?? 0) + 1;
    if ((status === 503 || status === 429) && !/^retry-after:/im.test(head)) result.dishonest++;
    done++;
  };
  const open = () => {
    const socket = connect(Number(port), hostname, () => offer());
    socket.setNoDelay(true);
    let index = -1;
    let parts = [];
    let left = -1;
    let head = "";
    const offer = () => {
      const next = due.shift();
      if (next !== undefined) return send(next);
      index = -1;
      idle.push(send);
    };
    const send = (next) => {
      index = next;
      left = -1;
      parts = [];
      lateness[index] = performance.now() - (start + (index * 1000) / rate);
      socket.write(requests[index % requests.length]);
    };
    socket.on("data", (chunk) => {
      // A connection that nothing was asked on for long is told so (408) and closed.
      const place = idle.indexOf(send);
      if (place >= 0) idle.splice(place, 1);
      if (index < 0) return;
      if (left >= 0) {
        left -= chunk.length;
      } else {
        parts.push(chunk);
        const whole = parts.length === 1 ? chunk : Buffer.concat(parts);
        const end = whole.indexOf("\r\n\r\n");
        if (end < 0) return;
        head = whole.toString("latin1", 0, end);
        left = Number(/^content-length: (\d+)/im.exec(head)?.[1]) - (whole.length - end - 4);
      }
      if (left > 0) return;
      if (left < 0) throw new Error("an answer of another length than it says");
      finish(index, Number(head.slice(9, 12)), head);
      offer();
    });
    socket.on("error", (error) => {
      result.errors[String(error)] = (result.errors[String(error)] ?? 0) + 1;
    });
    socket.on("close", () => {
      const place = idle.indexOf(send);
      if (place >= 0) idle.splice(place, 1);
      else if (index >= 0) {
        result.errors.closed = (result.errors.closed ?? 0) + 1;
        done++;
      }
      if (done < planned) open();
    });
  };
  for (let connection = 0; connection < connections; connection++) open();

  const clock = setInterval(() => {
    const upTo = Math.min(planned, Math.floor(((performance.now() - start) * rate) / 1000) + 1);
    for (; sent < upTo; sent++) {
      const send = idle.pop();
      if (send === undefined) due.push(sent);
      else send(sent);
    }
    const isOver = done >= planned || performance.now() > start + (seconds + 20) * 1000;
    if (!isOver) return;
    clearInterval(clock);
    process.send(
      {
        ...result,
        planned,
        done,
        latency: quantiles(latencies),
        lateness: quantiles(lateness),
        settled: quantiles(latencies.subarray(warmUpSeconds * rate)),
        p99BySecond: bySecond(latencies, rate),
      },
      () => process.exit(0),
    );
  }, 1);
});

/** p99 of the requests that were due in each second, in milliseconds: whether a stall was one, and when. */
function bySecond(latencies, rate) {
  const seconds = Math.ceil(latencies.length / rate);
  return Array.from({ length: seconds }, (_, second) =>
    Math.round(quantiles(latencies.subarray(second * rate, (second + 1) * rate)).p99),
  );
}

function quantiles(values) {
  const sorted = values.toSorted();
  const at = (share) => sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
  return { p50: at(0.5), p90: at(0.9), p99: at(0.99), p999: at(0.999), most: sorted.at(-1) };
}
