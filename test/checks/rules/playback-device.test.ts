import { describe, expect, test } from "vitest";
import { playbackDevice } from "../../../src/checks/rules/playback-device.ts";
import { testWorld, type WorldOptions } from "../../worlds.ts";
import { claim, judgedRows, observed } from "./claims.ts";

const weights = [0.38, 0.3, 0.14, 0.1, 0.08];
const owners = [30_000, 40_000, 10_000, 10_000, 10_000];

/** Sessions of each owner as expected: on the own device with probability `own`, else by the weights. */
function expectedTable(own: number, byWeights = weights, byOwner = owners): number[] {
  return byOwner.flatMap((sessions, device) =>
    byWeights.map((weight, on) => Math.round(sessions * ((on === device ? own : 0) + (1 - own) * weight))),
  );
}

function judged(name: string, watched: readonly number[], behaviour: NonNullable<WorldOptions["behaviour"]> = {}) {
  const world = testWorld({ behaviour });
  const usage = observed(playbackDevice, "usage_logs", world, { watched });
  return claim(playbackDevice, name, { usage_logs: usage }, world);
}

describe("playback-device/own-device", () => {
  test("passes .7 and what falls on the own device besides, for any mixture of owners; fails .67", () => {
    const own = judged("own-device", expectedTable(0.7));
    expect(own).toMatchObject({ verdict: "pass", n: 100_000 });
    expect(own.observed).toBeCloseTo(own.expected!, 4);
    expect(own.expected).toBeCloseTo(0.7 + 0.3 * (0.3 * 0.38 + 0.4 * 0.3 + 0.1 * (0.14 + 0.1 + 0.08)), 12);
    expect(judged("own-device", expectedTable(0.67)).verdict).toBe("fail");
    const otherOwners = expectedTable(0.7, weights, [1000, 1000, 1000, 1000, 96_000]);
    expect(judged("own-device", otherOwners).verdict).toBe("pass");
  });
});

describe("playback-device/devices", () => {
  test("fails devices taken for each other away from home, which the own device cannot see", () => {
    const swapped = expectedTable(0.7);
    // Owners of smart TVs: tablets for the web.
    [swapped[2], swapped[3]] = [swapped[3]!, swapped[2]!];
    expect(judged("own-device", swapped).verdict).toBe("pass");
    expect(judged("devices", swapped).verdict).toBe("fail");
    expect(judged("devices", expectedTable(0.7)).verdict).toBe("pass");
  });

  test("passes all sessions on the own device under own 1, and fails a stray one", () => {
    const own = { "playback-device": { own: 1 } };
    const all = expectedTable(1);
    expect(judged("devices", all, own).verdict).toBe("pass");
    all[1]!++;
    expect(judged("devices", all, own).verdict).toBe("fail");
  });

  test("fails a session on a device that nobody uses", () => {
    const two = { smart_tv: 0.5, mobile: 0.5, web: 0, tablet: 0, game_console: 0 };
    const table = expectedTable(0.7, [0.5, 0.5, 0, 0, 0], [50_000, 50_000, 0, 0, 0]);
    const behaviour = { "region-and-device": { deviceWeights: two } };
    expect(judged("devices", table, behaviour).verdict).toBe("pass");
    table[4] = 1;
    expect(judged("devices", table, behaviour).verdict).toBe("fail");
  });

  test("is undecided over few sessions and over none", () => {
    expect(judged("devices", expectedTable(0.7, weights, [300, 300, 100, 100, 100])).verdict).toBe("undecided");
    expect(judged("devices", []).verdict).toBe("undecided");
    expect(judged("own-device", []).verdict).toBe("undecided");
  });
});

test("playback-device does not fail a written world, and sees tablets taken for consoles", () => {
  const options = { customers: 1500 };
  for (const check of judgedRows(playbackDevice, options)) expect(check.verdict, check.id).not.toBe("fail");
  const taken = judgedRows(playbackDevice, options, (lines) =>
    lines.map((line) => line.replace(",tablet,", ",game_console,")),
  );
  expect(taken.map(({ id, verdict }) => [id, verdict])).toEqual([
    ["playback-device/own-device", "fail"],
    ["playback-device/devices", "fail"],
  ]);
});
