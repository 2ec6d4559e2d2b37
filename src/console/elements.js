// Finding and making elements of the page. Text only ever becomes text, never markup.

import { localTime, utcTime } from "./format.js";

/**
 * The element with this id. Throws when the page has none of this kind: page and scripts belong together.
 * @template {Element} T
 * @param {string} id
 * @param {new () => T} kind
 * @returns {T}
 */
export function part(id, kind) {
  const found = document.getElementById(id);
  if (found instanceof kind) return found;
  throw new TypeError(`The page has no ${kind.name} called ${id}`);
}

/**
 * A new element. Attributes that are undefined or false are left out; true stands for an empty one.
 * @template {keyof HTMLElementTagNameMap} T
 * @param {T} tag
 * @param {Readonly<Record<string, string | number | boolean | undefined>>} [attributes]
 * @param {readonly (Node | string)[]} [children]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function element(tag, attributes = {}, children = []) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined || value === false) continue;
    made.setAttribute(name, value === true ? "" : String(value));
  }
  made.append(...children);
  return made;
}

/**
 * @param {string} label
 * @param {() => unknown} act
 * @param {Readonly<Record<string, string | number | boolean | undefined>>} [attributes]
 */
export function button(label, act, attributes = {}) {
  const made = element("button", { type: "button", ...attributes }, [label]);
  made.addEventListener("click", () => void act());
  return made;
}

/**
 * A time in the reader's zone, with UTC to look up.
 * @param {string} time
 */
export function timeElement(time) {
  return element("time", { datetime: time, title: utcTime(time) }, [localTime(time)]);
}

/**
 * Terms and what they are, for a `<dl>`.
 * @param {readonly (readonly [string, Node | string])[]} entries
 */
export function definitions(entries) {
  return entries.map(([term, value]) => element("div", {}, [element("dt", {}, [term]), element("dd", {}, [value])]));
}

/**
 * Writes text only where it differs, so that nothing is drawn or spoken anew without need.
 * @param {Node} node
 * @param {string} text
 */
export function say(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/**
 * Tells those who listen to the page, when they next pause.
 * @param {string} text
 */
export function announce(text) {
  say(part("announcement", HTMLElement), text);
}

/**
 * A word in a box. `kind` colours it; the word alone says as much.
 * @param {Element} badge
 * @param {string} kind
 * @param {string} text empty hides the badge
 */
export function setBadge(badge, kind, text) {
  say(badge, text);
  badge.className = `badge is-${kind}`;
  badge.toggleAttribute("hidden", text === "");
}

/**
 * @param {string} kind
 * @param {string} text
 */
export function badgeElement(kind, text) {
  return element("span", { class: `badge is-${kind}` }, [text]);
}
