// The shared schemas of verdicts: on one run, and the history of all runs.

import { Type } from "typebox";
import { Check, Governance, GovernanceEntry } from "../checks/schemas.ts";
import { closed } from "./fields.ts";
import { shared } from "./responses.ts";

const check = { ...Check, $id: "Check" };

const governance = Type.Object(
  { ...Governance.properties, checks: Type.Array(shared("Check"), { description: "In the order of the rules." }) },
  { ...closed, $id: "Governance", description: "The verdicts on a run, read from its files." },
);

const entry = { ...GovernanceEntry, $id: "GovernanceEntry" };

const history = Type.Object(
  {
    entries: Type.Array(shared("GovernanceEntry"), { description: "Newest first." }),
    nextCursor: Type.Union([Type.String(), Type.Null()], {
      description: "The `cursor` of the next page; null on the last.",
    }),
  },
  { ...closed, $id: "GovernanceHistory" },
);

export const governanceSchemas = [check, governance, entry, history];
