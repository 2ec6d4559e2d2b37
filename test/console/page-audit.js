// Runs in the page under test: what is wrong with it for those who read it by keyboard, by ear or with weak eyes.

/** @typedef {readonly [red: number, green: number, blue: number, alpha: number]} Colour */

/** The least contrast of text, WCAG 2.2, 1.4.3. */
const leastContrast = 4.5;

/** @param {Element} element */
const isSeen = (element) => element.checkVisibility({ visibilityProperty: true, opacityProperty: true });
/** @param {Element} element */
const named = (element) => `<${element.tagName.toLowerCase()} id="${element.id}" class="${element.className}">`;

/** @param {string} text @returns {Colour} */
function colourOf(text) {
  const numbers = (text.match(/[\d.]+/g) ?? []).map(Number);
  const scale = text.startsWith("color(srgb") ? 255 : 1;
  if (scale === 1 && !text.startsWith("rgb")) throw new Error(`The colour ${text} is not understood`);
  const [red = 0, green = 0, blue = 0, alpha = 1] = numbers;
  return [red * scale, green * scale, blue * scale, alpha];
}

/** One colour laid over another. @param {Colour} top @param {Colour} ground @returns {Colour} */
function over(top, ground) {
  const mix = (/** @type {0 | 1 | 2} */ index) => top[index] * top[3] + ground[index] * (1 - top[3]);
  return [mix(0), mix(1), mix(2), 1];
}

/** What lies behind an element. @param {Element | null} element @returns {Colour} */
function groundOf(element) {
  if (element === null) return [255, 255, 255, 1];
  const own = colourOf(getComputedStyle(element).backgroundColor);
  return own[3] === 1 ? own : over(own, groundOf(element.parentElement));
}

/** Relative luminance, WCAG 2.2. @param {Colour} colour */
function luminance([red, green, blue]) {
  const [r = 0, g = 0, b = 0] = [red, green, blue].map((value) => {
    const share = value / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

/** @param {Element} element */
function contrastOf(element) {
  const ground = groundOf(element);
  const text = over(colourOf(getComputedStyle(element).color), ground);
  const [light = 0, dark = 0] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

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
