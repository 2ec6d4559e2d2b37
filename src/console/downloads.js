// Saves what links lead to where the service wants a key: a link sends no header, so the page fetches and hands over the file.

import { announce, element } from "./elements.js";
import { hasKey } from "./key.js";
import { ask, ProblemAnswer, Unreachable } from "./service.js";

/** Links that lead to what wants a key: files to save, and pages, which say under what name they are saved. */
const keyed = "a[download], a[data-save-as]";

/** Without a key links are links, and the browser streams what they lead to. */
export function wireDownloads() {
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(keyed) : null;
    if (!(link instanceof HTMLAnchorElement) || !hasKey()) return;
    event.preventDefault();
    void save(link);
  });
}

/** @param {HTMLAnchorElement} link */
async function save(link) {
  announce("The file is being fetched.");
  try {
    const answer = await ask(link.href);
    const offered = /filename="([^"]+)"/.exec(answer.headers.get("content-disposition") ?? "")?.[1];
    const address = URL.createObjectURL(await answer.blob());
    element("a", { href: address, download: offered ?? link.dataset["saveAs"] ?? "download" }).click();
    setTimeout(() => URL.revokeObjectURL(address), 60_000);
    announce("The file is saved.");
  } catch (error) {
    if (!(error instanceof ProblemAnswer) && !(error instanceof Unreachable) && !(error instanceof TypeError))
      throw error;
    announce(error instanceof ProblemAnswer ? error.problem.detail : "The file could not be fetched whole.");
  }
}
