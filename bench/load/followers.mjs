// Child process: followers of a job's events on bare sockets. Ids must rise, and no connection may end before its time.
// Receives { url, job, followers, seconds }; sends { events, bytes, least, broken }.
import { connect } from "node:net";

process.once("message", ({ url, job, followers, seconds }) => {
  const { hostname, port } = new URL(url);
  const counts = new Array(followers).fill(0);
  const total = { events: 0, bytes: 0, broken: {}, refused: 0 };
  let isOver = false;
  const broken = (why) => {
    if (!isOver) total.broken[why] = (total.broken[why] ?? 0) + 1;
  };
  const sockets = counts.map((_, follower) => {
    const socket = connect(Number(port), hostname, () =>
      socket.write(`GET /jobs/${job}/events HTTP/1.1\r\nhost: x\r\naccept: text/event-stream\r\n\r\n`),
    );
    let last = 0;
    let rest = "";
    socket.on("data", (chunk) => {
      if (total.bytes === 0 && !chunk.includes("HTTP/1.1 200")) broken(chunk.toString("latin1", 0, 12));
      total.bytes += chunk.length;
      const received = rest + chunk.toString("latin1");
      // An event may be cut by the end of a packet: what follows the last whole one waits.
      const end = received.lastIndexOf("\n\n");
      const text = received.slice(0, end + 1);
      rest = received.slice(end + 1);
      for (let at = text.indexOf("\nid: "); at >= 0; at = text.indexOf("\nid: ", at + 1)) {
        const id = Number.parseInt(text.slice(at + 5, at + 21), 10);
        if (id <= last) broken("an id did not rise");
        last = id;
        counts[follower]++;
      }
    });
    socket.on("error", (error) => broken(String(error)));
    socket.on("close", () => broken("closed before its time"));
    return socket;
  });
  setTimeout(() => {
    isOver = true;
    for (const socket of sockets) socket.destroy();
    total.events = counts.reduce((sum, count) => sum + count, 0);
    process.send({ ...total, least: Math.min(...counts) }, () => process.exit(0));
  }, seconds * 1000);
});
