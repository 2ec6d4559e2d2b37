// The console in a browser, and a record of whatever a page must not do: errors, violations of its policy, requests elsewhere.

import type { Browser, BrowserContextOptions, Page } from "playwright-core";

export interface ConsolePage {
  readonly page: Page;
  /** Script errors, console errors and warnings, broken policy, and requests to other origins, in order. */
  readonly faults: string[];
  /** What listeners were told, in order. */
  readonly announcements: () => Promise<string[]>;
  readonly close: () => Promise<void>;
}

interface Options extends BrowserContextOptions {
  /** Put behind the address: `#job=...`. */
  readonly hash?: string;
  /** Called before the page is opened, to lay routes. */
  readonly prepare?: (page: Page) => Promise<void>;
}

/** Keeps what the live region says; it would be gone before a test could look. */
const recorder = `
  window.announced = [];
  addEventListener("DOMContentLoaded", () => {
    const region = document.getElementById("announcement");
    new MutationObserver(() => window.announced.push(region.textContent)).observe(region, { childList: true });
  });
`;

/** Opens the console of the service at `url`, and waits until its scripts are at work. */
export async function openConsole(browser: Browser, url: string, options: Options = {}): Promise<ConsolePage> {
  const { hash = "", prepare, ...contextOptions } = options;
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...contextOptions });
  const page = await context.newPage();
  page.setDefaultTimeout(25_000);
  const faults: string[] = [];
  page.on("pageerror", (error) => faults.push(`error: ${error.message}`));
  page.on("console", (message) => {
    if (!["error", "warning"].includes(message.type())) return;
    faults.push(`${message.type()}: ${message.text()} ${new URL(message.location().url || url).pathname}`);
  });
  page.on("request", (request) => {
    const asked = request.url();
    if (!asked.startsWith(`${url}/`) && !asked.startsWith("data:")) faults.push(`request: ${asked}`);
  });
  await page.addInitScript(recorder);
  await prepare?.(page);
  await page.goto(`${url}/${hash}`);
  return {
    page,
    faults,
    announcements: () => page.evaluate<string[]>("window.announced"),
    close: () => context.close(),
  };
}

/** What the browser itself writes to its console when an answer is a problem. */
export function refusedRequest(status: number, title: string, pathname: string): string {
  return `error: Failed to load resource: the server responded with a status of ${status} (${title}) ${pathname}`;
}
