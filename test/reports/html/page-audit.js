// Runs in the page under test: how it is laid out, what is too faint to read, and how it would print.

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
