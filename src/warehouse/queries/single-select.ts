// Tells whether a client's SQL may be a single reading SELECT, by its words alone. SQLite itself then refuses what would write;
// this refuses what reads, and yet is none of a client's business.

/** Literals and comments, quoted names, words, and whatever else stands between. */
const token =
  /'((?:[^']|'')*)'|--[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"((?:[^"]|"")*)"|\[([^\]]*)\]|`((?:[^`]|``)*)`|([\p{L}_][\p{L}\p{N}_$]*)|\s+|./gsu;

/** Functions by which PRAGMA would come in through the back door; SQLite takes a quoted text for a name, too. */
const refusedName = /^pragma_\w+$/i;

/** Why the SQL is refused, in a sentence; undefined when SQLite may have it. */
export function refusalOf(sql: string): string | undefined {
  let verb: string | undefined;
  for (const [text, literal, quoted, bracketed, ticked, word] of sql.matchAll(token)) {
    const isBlank = /^(?:\s|--|\/\*)/.test(text);
    if (verb === undefined && !isBlank) verb = (word ?? text).toUpperCase();
    const name = [literal, quoted, bracketed, ticked, word].find((found) => found !== undefined);
    if (name !== undefined && refusedName.test(name)) return `${name} is PRAGMA by another name, and refused.`;
  }
  if (verb === undefined) return "There is no SQL.";
  if (verb === "SELECT" || verb === "WITH") return undefined;
  return `The SQL begins with ${verb.slice(0, 20)}; only a SELECT, or WITH and a SELECT, is run.`;
}
