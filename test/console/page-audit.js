// Runs in the page under test: what is wrong with it for those who read it by keyboard, by ear or with weak eyes.

/** @param {Element} element */
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
/** @param {Element} element */
const named = (element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`;

/** Elements with text of their own that is seen, and controls. */
function* textElements() {
  for (const element of document.body.querySelectorAll("*")) {
    const isControl = element.matches("input, select, textarea");
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== "");
    if ((!isControl && !hasText) || !isSeen(element)) continue;
    if (element.closest(".hearing-only, noscript, option, :disabled") === null) yield element;
  }
}

/** The accessible name, as far as this page gives names. @param {Element} element */
function nameOf(element) {
  const label = element.getAttribute("aria-label");
  if (label) return label;
  const by = element.getAttribute("aria-labelledby")?.split(" ") ?? [];
  if (by.length > 0) return by.map((id) => document.getElementById(id)?.textContent ?? "").join(" ");
  const labels = "labels" in element ? /** @type {NodeListOf<HTMLLabelElement> | null} */ (element.labels) : null;
  return labels?.length ? [...labels].map(({ textContent }) => textContent).join(" ") : element.textContent;
}

/** Sentences on what is wrong; none when all is well. @returns {string[]} */
function audit() {
  const faults = [];
  const all = [...document.querySelectorAll("*")];
  const ids = all.map(({ id }) => id).filter((id) => id !== "");
  faults.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `the id ${id} is there twice`));
  for (const element of all) {
    for (const attribute of ["aria-labelledby", "aria-describedby", "aria-controls", "for"]) {
      for (const id of element.getAttribute(attribute)?.split(" ") ?? []) {
        if (!ids.includes(id)) faults.push(`${named(element)} refers to ${id}, which is not there`);
      }
    }
    if (
      element.matches("input, select, textarea, button, a, summary, section, nav, progress, fieldset, [role=region]")
    ) {
      if (isSeen(element) && !nameOf(element)?.trim()) faults.push(`${named(element)} has no name`);
    }
    if (element.matches("table") && !element.querySelector("caption")?.textContent)
      faults.push(`${named(element)} has no caption`);
    if (element.matches("th:not([scope])")) faults.push(`${named(element)} has no scope`);
    if (element.matches("img:not([alt])")) faults.push(`${named(element)} has no alt`);
    if (element.matches("[style], script:not([src]), style"))
      faults.push(`${named(element)} is styled or scripted inline`);
  }
  for (const element of textElements()) {
    const contrast = contrastOf(element);
    if (contrast < leastContrast)
      faults.push(`${named(element)} has a contrast of ${contrast.toFixed(2)}: ${element.textContent}`);
  }
  const levels = [...document.querySelectorAll("h1, h2, h3, h4")]
    .filter(isSeen)
    .map(({ tagName }) => Number(tagName[1]));
  if (levels.filter((level) => level === 1).length !== 1) faults.push("there is not one h1");
  if (levels.some((level, index) => level > (levels[index - 1] ?? 1) + 1)) faults.push("the headings skip a level");
  const wide = document.documentElement.scrollWidth - window.innerWidth;
  if (wide > 0) faults.push(`the page is ${wide} pixels too wide`);
  return faults;
}

Object.assign(globalThis, { audit });
