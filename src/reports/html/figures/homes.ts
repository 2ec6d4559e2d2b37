// Figure of where customers live, and what they have and watch on.

import { devices, regions } from "../../../datasets.ts";
import { loadsOf } from "../../../expectations/loads.ts";
import { regionShares, sessionsByDevice } from "../../../expectations/session-counts.ts";
import { subscriberRecursion } from "../../../expectations/subscribers.ts";
import { colours } from "../chart-parts.ts";
import { bandMark, expectedMark, type Figure, observedMark, type Subject } from "../figure.ts";
import { whole } from "../words.ts";
import { independentShare } from "./independent-share.ts";
import { type NamedShare, sharePanel, sharesInWords, sharesOf } from "./share-panel.ts";

/** Undefined when the run lacks customers. */
export function homeFigure(subject: Subject): Figure | undefined {
  const { report, world } = subject;
  const { customers } = report.datasets;
  const weights = world.behaviour["region-and-device"].deviceWeights;
  const population = regionShares();
  const homes = sharesOf(customers?.categories["region"], regions, (region, rows) =>
    independentShare(population[region], rows),
  );
  const own = sharesOf(customers?.categories["device"], devices, (device, rows) =>
    independentShare(weights[device], rows),
  );
  if (homes.length === 0) return undefined;
  const watched = watchedOn(subject);
  const ofSessions = watched.length === 0 ? "" : ` What sessions run on: ${sharesInWords(watched)}.`;
  return {
    id: "homes",
    title: "Regions and devices",
    rules: ["region-and-device", "playback-device"],
    shape: "third",
    legend: [observedMark, expectedMark, bandMark],
    caption:
      `${whole(customers?.rows ?? 0)} customers live by census population: ${sharesInWords(homes)}. Their own device: ` +
      `${sharesInWords(own)}.${ofSessions} Expected shares in brackets.`,
    panels: [
      sharePanel("Region of customers", homes, colours.observed),
      sharePanel("Own device of customers", own, colours.observed),
      ...(watched.length === 0 ? [] : [sharePanel("Device of sessions", watched, colours.observed)]),
    ],
  };
}

/** Sessions of one customer share a device, which widens the band. */
function watchedOn({ report, world }: Subject): NamedShare[] {
  const weights = world.behaviour["region-and-device"].deviceWeights;
  const byDevice = sessionsByDevice(world, loadsOf(world, subscriberRecursion(world)));
  return sharesOf(report.datasets.usage_logs?.categories["device"], devices, (device) => {
    const expected = weights[device];
    return byDevice[device].share ?? { expected, low: expected, high: expected };
  });
}
