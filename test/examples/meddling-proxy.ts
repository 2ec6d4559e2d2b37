// A proxy between an example and the real service: it notes the ranges that are asked for, and can break or change an answer on its way.

import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";

export interface MeddlingProxy {
  readonly url: string;
  /** Path and Range header of each request, `/datasets/plans bytes=7-`. */
  readonly asked: string[];
  /** Applied to the bytes of answers to this path; `cut` ends the connection after them. Undefined leaves all as it is. */
  meddle: { readonly path: string; readonly change: (body: Buffer) => Buffer; readonly cut: boolean } | undefined;
  close(): Promise<void>;
}

export async function openProxy(target: string): Promise<MeddlingProxy> {
  const server = createServer((incoming, outgoing) => {
    const path = incoming.url?.split("?")[0] ?? "";
    proxy.asked.push([path, incoming.headers.range ?? ""].join(" ").trim());
    const forwarded = request(`${target}${incoming.url}`, { method: incoming.method, headers: incoming.headers });
    forwarded.on("response", (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      const { meddle } = proxy;
      if (meddle?.path !== path) {
        answer.pipe(outgoing);
        return;
      }
      const chunks: Buffer[] = [];
      answer.on("data", (chunk: Buffer) => chunks.push(chunk));
      answer.on("end", () => {
        const body = meddle.change(Buffer.concat(chunks));
        if (meddle.cut) outgoing.write(body, () => outgoing.destroy());
        else outgoing.end(body);
      });
    });
    incoming.pipe(forwarded);
  });
  const proxy: MeddlingProxy = {
    url: await listen(server),
    asked: [],
    meddle: undefined,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return proxy;
}

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
