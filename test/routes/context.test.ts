// What the routes are given: signals that end long answers, and leave nothing behind.

import { getEventListeners } from "node:events";
import fastify from "fastify";
import { expect, onTestFinished, test } from "vitest";
import { untilAnswered } from "../../src/routes/context.ts";

test("untilAnswered() aborts with the answer or with the service, and leaves nothing in the service's signal", async () => {
  const closing = new AbortController();
  const warnings: Error[] = [];
  const note = (warning: Error): void => void warnings.push(warning);
  process.on("warning", note);
  const app = fastify();
  onTestFinished(async () => {
    process.off("warning", note);
    await app.close();
  });
  const signals: AbortSignal[] = [];
  app.get("/", async (_request, reply) => {
    signals.push(untilAnswered(reply, closing.signal));
    expect(getEventListeners(closing.signal, "abort")).not.toEqual([]);
    expect(signals.at(-1)?.aborted).toBe(false);
    await new Promise((resolve) => setImmediate(resolve));
    return "";
  });
  app.get("/wait", async (_request, reply) => {
    const signal = untilAnswered(reply, closing.signal);
    setImmediate(() => closing.abort());
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    return "closing";
  });
  const url = await app.listen({ host: "127.0.0.1", port: 0 });
  for (const answer of await Promise.all(Array.from({ length: 50 }, () => fetch(url)))) {
    expect([answer.status, await answer.text()]).toEqual([200, ""]);
  }
  await expect.poll(() => getEventListeners(closing.signal, "abort")).toEqual([]);
  expect(signals.map(({ aborted }) => aborted)).toEqual(Array(50).fill(true));
  expect(await (await fetch(`${url}/wait`)).text()).toBe("closing");
  expect(warnings).toEqual([]);
});
