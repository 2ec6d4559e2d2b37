// Runs in a page under test, before its audit: how well a text stands out from what lies behind it.

/** @typedef {readonly [red: number, green: number, blue: number, alpha: number]} Colour */

/** The least contrast of text, WCAG 2.2, 1.4.3. */
const leastContrast = 4.5;

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

Object.assign(globalThis, { leastContrast, contrastOf });
