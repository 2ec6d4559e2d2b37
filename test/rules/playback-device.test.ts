import { describe, expect, it } from "vitest";
import { defaultBehaviour } from "../../src/rules/index.ts";
import { playbackDevice, playbackSampler, sessionDevice } from "../../src/rules/playback-device.ts";
import { deviceChoice } from "../../src/rules/region-and-device.ts";
import { expectCounts, tally, upTo } from "../acceptance/verdicts.ts";
import { boundsOf, drawn, testKey } from "./draws.ts";

const defaults = defaultBehaviour["playback-device"];
const weights = [0.38, 0.3, 0.14, 0.1, 0.08];
const choice = deviceChoice(defaultBehaviour["region-and-device"]);

function devicesOf(own: number, share: number): number[] {
  const sampler = playbackSampler(testKey("playback-device"), { own: share }, choice);
  return tally(
    drawn(200_000, (head, tail) => sessionDevice(sampler, own, head, tail)),
    upTo(5),
  );
}

describe("sessionDevice()", () => {
  it.each(upTo(5))("of a customer whose own is device %d is that one for 70 %, else any by the weights", (own) => {
    const expected = weights.map((weight, device) => 0.3 * weight + (device === own ? 0.7 : 0));
    expectCounts(devicesOf(own, 0.7), expected, `sessions of owners of device ${own}`);
  });

  it("is always the own one at 1 and follows the weights alone at 0", () => {
    expect(devicesOf(4, 1)).toEqual([0, 0, 0, 0, 200_000]);
    expectCounts(devicesOf(4, 0), weights, "sessions without an own device");
  });
});

describe("playback-device", () => {
  it("declares .7 on the own device, from 0 to 1", () => {
    expect(defaults).toEqual({ own: 0.7 });
    expect(boundsOf(playbackDevice.parameters)).toEqual({ own: [0, 1] });
  });
});
