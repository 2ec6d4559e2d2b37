// The verdicts on every run there has been, as clients page through them.

import type { GovernanceEntry } from "../reports/governance.ts";
import type { GovernanceFilter, GovernanceStore } from "../storage/governance-store.ts";
import { cursorOf, sequenceOf } from "./cursor.ts";

export interface GovernanceHistory {
  /** Newest first; the cursor is opaque. Throws CodedError invalid-query for a cursor it did not give out, storage-failed. */
  list(query: GovernanceFilter & { limit: number; cursor?: string }): {
    entries: GovernanceEntry[];
    nextCursor: string | null;
  };
}

export function governanceHistory(store: GovernanceStore): GovernanceHistory {
  return {
    list({ cursor, ...query }) {
      const before = cursor === undefined ? {} : { before: sequenceOf("governance", cursor) };
      const { entries, next } = store.page({ ...query, ...before });
      return { entries, nextCursor: next === null ? null : cursorOf("governance", next) };
    },
  };
}
