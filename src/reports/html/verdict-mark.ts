// A verdict as sign, word and colour, so that none of them is needed to read it.

import type { Verdict } from "../../checks/schemas.ts";
import { type Markup, markup } from "./markup.ts";
import type { RuleVerdict } from "./verdicts.ts";
import { counted } from "./words.ts";

const signs: Readonly<Record<Verdict, string>> = { pass: "✓", fail: "✗", undecided: "?" };
const words: Readonly<Record<Verdict, string>> = { pass: "pass", fail: "fail", undecided: "undecided" };

/** The sign alone in its colour, with the word for who cannot see it. */
export function verdictSign(verdict: Verdict): Markup {
  return markup`<span class="sign ${verdict}" role="img" aria-label="${words[verdict]}">${signs[verdict]}</span>`;
}

/** The sign in its colour and the word. */
export function verdictMark(verdict: Verdict, word: string = words[verdict]): Markup {
  return markup`<span class="verdict ${verdict}"><b aria-hidden="true">${signs[verdict]}</b> ${word}</span>`;
}

/** Of several checks where there is little room: `✓ 5 pass`, `✗ 1 of 5 fail`. */
export function briefMark({ verdict, count, total }: RuleVerdict): Markup {
  if (verdict === undefined) return markup`<span class="verdict none">not judged</span>`;
  return verdictMark(verdict, `${count === total ? count : `${count} of ${total}`} ${words[verdict]}`);
}

/** Of several checks: `✓ 5 checks pass`, `✗ 1 of 5 fails`. */
export function checksMark({ verdict, count, total }: RuleVerdict): Markup {
  if (verdict === undefined) return markup`<span class="verdict none">not judged</span>`;
  if (count === total && verdict !== "undecided") {
    return verdictMark(
      verdict,
      `${counted(total, "check")} ${verdict}${total === 1 ? (verdict === "pass" ? "es" : "s") : ""}`,
    );
  }
  const ending = verdict === "fail" ? (count === 1 ? "fails" : "fail") : "undecided";
  return verdictMark(verdict, `${count} of ${total} ${ending}`);
}
