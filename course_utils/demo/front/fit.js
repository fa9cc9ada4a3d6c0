// What the stage measures when a demo is entered and when the screen changes, so that moves need not measure.

const SMALLEST_HEADING = 0.8; // of its size: then it is as small as everything else

/**
 * For each text, the size of type, in em, with which it fits the line of a heading.
 * @param {HTMLElement} heading
 * @param {string[]} texts
 */
export function fitHeadings(heading, texts) {
  heading.style.fontSize = "";
  const sizes = texts.map((text) => {
    heading.textContent = text;
    return Math.min(Math.max(heading.clientWidth / heading.scrollWidth, SMALLEST_HEADING), 1);
  });
  return new Map(texts.map((text, index) => [text, sizes[index]]));
}

/**
 * Show the words of choices where all controls fit in one line; if they do not, show those of long choices as bars.
 * @param {HTMLElement} row
 */
export function fitControls(row) {
  const choices = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".course-choice")]);
  for (const choice of choices) choice.classList.remove("course-brief");
  const widest = [...choices].sort((one, other) => other.offsetWidth - one.offsetWidth);
  for (const choice of widest) {
    if (isOneLine(row)) return;
    choice.classList.add("course-brief");
  }
}

/** Whether all controls start on the same line and end in the row. */
function isOneLine(/** @type {HTMLElement} */ row) {
  const boxes = [...row.children].map((child) => child.getBoundingClientRect());
  return boxes.every((box) => box.top < boxes[0].bottom) && row.scrollWidth <= row.clientWidth;
}
