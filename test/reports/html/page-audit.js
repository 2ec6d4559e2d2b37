// Runs in the page under test: how it is laid out, what is too faint to read, and how it would print.

/** @typedef {[red: number, green: number, blue: number, alpha: number]} Colour */

/** The least contrast of text, WCAG 2.2, 1.4.3. */
const leastContrast = 4.5;

/** @param {string} text @returns {Colour} */
function colourOf(text) {
  if (!text.startsWith("rgb")) throw new Error(`The colour ${text} is not understood`);
  const [red = 0, green = 0, blue = 0, alpha = 1] = (text.match(/[\d.]+/g) ?? []).map(Number);
  return [red, green, blue, alpha];
}

/** @param {Colour} top @param {Colour} ground @returns {Colour} */
function over(top, ground) {
  const mixed = (/** @type {0 | 1 | 2} */ index) => top[index] * top[3] + ground[index] * (1 - top[3]);
  return [mixed(0), mixed(1), mixed(2), 1];
}

/** What lies behind an element, but for the marks of a drawing. @param {Element | null} element @returns {Colour} */
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
  const style = getComputedStyle(element);
  const isDrawn = element.namespaceURI === "http://www.w3.org/2000/svg";
  const [red, green, blue, alpha] = colourOf(isDrawn ? style.fill : style.color);
  const ground = groundOf(element);
  const text = over(
    [red, green, blue, isDrawn ? alpha * Number(style.fillOpacity) * Number(style.opacity) : alpha],
    ground,
  );
  const [light = 0, dark = 0] = [luminance(text), luminance(ground)].sort((a, b) => b - a);
  return (light + 0.05) / (dark + 0.05);
}

/** Texts, in HTML and in drawings, that lack contrast. */
function faintTexts() {
  const faint = [];
  for (const element of document.querySelectorAll("body *")) {
    const hasText = [...element.childNodes].some((node) => node.nodeType === 3 && node.textContent?.trim() !== "");
    if (!hasText || !element.checkVisibility()) continue;
    const contrast = contrastOf(element);
    if (contrast < leastContrast) faint.push(`${contrast.toFixed(2)} ${element.textContent?.slice(0, 60)}`);
  }
  return faint;
}

const tooWide = () => document.documentElement.scrollWidth - window.innerWidth;
const background = () => getComputedStyle(document.body).backgroundColor;

function layout() {
  /** Of a panel: a wide drawing and a narrow one lie in it where a phone needs its own, and one is seen. @param {Element} panel */
  const seenIn = (panel) =>
    [...panel.querySelectorAll("svg")].filter((svg) => svg.getBoundingClientRect().height > 60).length;
  return {
    tooWide: tooWide(),
    figures: document.querySelectorAll("figure").length,
    seen: [...document.querySelectorAll(".panel")].map(seenIn),
    background: background(),
  };
}

/** Variables that are used and mean nothing. */
function unknownColours() {
  const names = [...document.documentElement.innerHTML.matchAll(/var\((--[\w-]+)\)/g)].map(([, name]) => name ?? "");
  const style = getComputedStyle(document.documentElement);
  return [...new Set(names)].filter((name) => style.getPropertyValue(name).trim() === "");
}

function printed() {
  const figures = [...document.querySelectorAll("figure")];
  return {
    background: background(),
    tooWide: tooWide(),
    highest: Math.max(...figures.map((figure) => figure.getBoundingClientRect().height)),
    breaks: figures.map((figure) => getComputedStyle(figure).breakInside),
  };
}

Object.assign(globalThis, { pageAudit: { layout, faintTexts, unknownColours, printed } });
