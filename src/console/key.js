// The key that the service may want: asked for when it is missed, kept for this tab and no longer, sent with every request.

import { announce, part, say } from "./elements.js";

const storageName = "mockbuster-key";

/** Tells `given` when the user has given a key. */
export const keyChanges = new EventTarget();

const form = part("key", HTMLFormElement);
const field = part("key-field", HTMLInputElement);
const note = part("key-note", HTMLElement);

export function hasKey() {
  return sessionStorage.getItem(storageName) !== null;
}

/** The headers that a request carries on account of the key. @returns {Record<string, string>} */
export function keyHeaders() {
  const key = sessionStorage.getItem(storageName);
  return key === null ? {} : { authorization: `Bearer ${key}` };
}

/** Called when the service has refused a request for want of a key, or because it does not know the one it got. */
export function askForKey() {
  const wasWrong = hasKey();
  sessionStorage.removeItem(storageName);
  if (wasWrong) say(note, "The service does not know this key.");
  if (!form.hidden) return;
  form.hidden = false;
  announce("The service asks for a key.");
}

export function wireKey() {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const key = field.value.trim();
    // What no header can carry is no key.
    if (!/^[\x21-\x7e]+$/.test(key)) return say(note, "A key has no spaces, and letters and signs of ASCII alone.");
    sessionStorage.setItem(storageName, key);
    field.value = "";
    say(note, "");
    form.hidden = true;
    keyChanges.dispatchEvent(new Event("given"));
  });
}
