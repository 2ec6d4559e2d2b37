// The question which titles were watched most, as SQL over the summary tables.

import type { Statement } from "../queries/messages.ts";
import type { Ranking, TopContentParameters } from "./questions.ts";

const order: Readonly<Record<Ranking, string>> = {
  minutes: "minutes_x100",
  sessions: "sessions",
  completion: "1.0 * completion_x10000 / sessions",
};

const sums =
  "sum(sessions) AS sessions, sum(minutes_x100) AS minutes_x100, sum(completion_x10000) AS completion_x10000";

/** Rows: rank, contentId, title, genre, category, sessions, minutes, completion; titles without a session are left out. */
export function topContent({ by, limit, genre, region, tier, from, to }: TopContentParameters): Statement {
  const hasDays = from !== undefined || to !== undefined;
  const days = hasDays ? "AND day BETWEEN coalesce(:from, day) AND coalesce(:to, day)" : "";
  const sql = `WITH watched AS (
      SELECT content_id, ${sums} FROM ${hasDays ? "summary_title_day" : "summary_title"}
      WHERE region = coalesce(:region, region) AND tier = coalesce(:tier, tier) ${days} GROUP BY content_id
    )
    SELECT row_number() OVER (ORDER BY ${order[by]} DESC, content_id) AS rank, content_id AS contentId, title, genre, category,
      sessions, minutes_x100 / 100.0 AS minutes, round(completion_x10000 / 10000.0 / sessions, 4) AS completion
    FROM watched JOIN content USING (content_id) WHERE genre = coalesce(:genre, genre)
    ORDER BY rank LIMIT :limit`;
  const given = { genre: genre ?? null, region: region ?? null, tier: tier ?? null, limit };
  return { sql, params: hasDays ? { ...given, from: from ?? null, to: to ?? null } : given };
}
