// The typeface of the course, which a notebook's page gets from the kernel once. The static pages have it as files.

const FAMILY = "Source Sans 3";
const PATIENCE_MS = 5000; // a kernel that has not answered by then may be gone

/** Where all demos of a page note that one of them has asked. */
const shared = /** @type {{courseTypefaceAsked?: number}} */ (window);

/** Whether the page needs the typeface and no demo has just asked for it; this call then counts as having asked. */
export function shouldAskForTypeface() {
  const has = [...document.fonts].some((font) => font.family.includes(FAMILY));
  const now = performance.now();
  if (has || now < (shared.courseTypefaceAsked ?? -Infinity) + PATIENCE_MS) return false;
  shared.courseTypefaceAsked = now;
  return true;
}

/**
 * Add fonts to the page.
 * @param {number[]} weights
 * @param {Uint8Array<ArrayBuffer>[]} files
 */
export function addTypeface(weights, files) {
  weights.forEach((weight, index) => {
    const font = new FontFace(FAMILY, files[index], { weight: String(weight) });
    font.load().then(
      () => document.fonts.add(font),
      () => {}, // the browser's own typeface stays
    );
  });
}
