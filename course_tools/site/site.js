// Demos on a page without a kernel. Their frames are in files, which are read when the reader scrolls near.
/** @import { Demo, Frame, Outline, Position } from "../../course_utils/demo/front/protocol.js" */
import { DemoView } from "../../course_utils/demo/front/demo.js";
import { demosBeside, present, presentButton } from "../../course_utils/demo/front/present.js";
import { keyOf } from "../../course_utils/demo/front/protocol.js";

/**
 * What the file frames/<number>.js hands to window.courseFrames. frames.py writes it: a page that is opened as a file may
 * load scripts, but neither import nor fetch.
 *
 * @typedef {object} Export
 * @property {Outline} outline
 * @property {{box: [number, number, number, number], sheet: number}[]} areas Where pictures differ: left, top, width
 *   and height on the page, and the number of the first sheet that has its pieces.
 * @property {number} rows Height of a sheet, at the most.
 * @property {{position: Position, caption: string, pieces: number[]}[]} frames For each area, the number of its piece.
 */

/** @type {Map<string, Export>} */
const registered = new Map();
Object.assign(window, {
  courseFrames: (/** @type {number} */ number, /** @type {Export} */ data) => registered.set(String(number), data),
});

/** The frames of one demo, cut from its sheets: pictures on which the pieces of an area stand one above the other. */
class Sheets {
  #number;
  #export;
  /** @type {Map<number, HTMLImageElement>} */
  #images = new Map();

  /**
   * @param {string} number
   * @param {Export} data
   */
  constructor(number, data) {
    this.#number = number;
    this.#export = data;
  }

  async background() {
    const image = this.#image(0);
    await image.decode();
    return image;
  }

  /**
   * The frame at a position, once all pictures that it needs are there.
   * @param {Position} position
   * @returns {Promise<Frame>}
   */
  async frame(position) {
    const { areas, frames } = this.#export;
    const found = frames.find((frame) => keyOf(frame.position) === keyOf(position));
    if (!found) throw new Error(`demo ${this.#number} has no frame at ${position}`);
    const pieces = areas.map((area, index) => this.#piece(area, found.pieces[index]));
    await Promise.all(pieces.map(([image]) => image.decode()));
    const places = areas.map(({ box: [left, top] }) => /** @type {[number, number]} */ ([left, top]));
    return { position, caption: found.caption, kind: "sheet", pieces, places };
  }

  /**
   * @param {Export["areas"][number]} area
   * @param {number} count
   * @returns {[HTMLImageElement, number, number, number, number]}
   */
  #piece({ box: [, , width, height], sheet }, count) {
    const each = Math.max(Math.floor(this.#export.rows / height), 1);
    return [this.#image(sheet + Math.floor(count / each)), 0, (count % each) * height, width, height];
  }

  #image(/** @type {number} */ count) {
    const image = this.#images.get(count) ?? new Image();
    if (!this.#images.has(count)) image.src = `frames/${this.#number}-${count}.webp`;
    this.#images.set(count, image);
    return image;
  }
}

// What is wider than the page scrolls by itself, and can be reached by keyboard.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) /** @type {HTMLElement} */ (target).tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
for (const wide of document.querySelectorAll("pre, .code, table, .formula, .long")) scrolling.observe(wide);

/** Put a demo in its place, once its file has been read. */
async function show(/** @type {HTMLElement} */ place) {
  const number = place.dataset.demo ?? "";
  const data = /** @type {Export} */ (registered.get(number));
  const sheets = new Sheets(number, data);
  const start = data.outline.controls.map((control) => control.start);
  const [first, background] = await Promise.all([sheets.frame(start), sheets.background()]);
  const view = new DemoView({ ...data.outline, background }, first, {
    ask: async (question) => {
      if ("draw" in question) view.receive({ frames: [await sheets.frame(question.draw)] });
    },
    present: async (box) => present(await loadAll(), box),
  });
  place.replaceChildren(view.element);
  scrolling.observe(/** @type {Element} */ (place.querySelector(".course-picture"))); // on a phone
}

const places = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-demo]")]);
/** @type {Map<HTMLElement, Promise<void>>} */
const loading = new Map();

/** Load the demo of a place, once. */
function load(/** @type {HTMLElement} */ place) {
  const started = loading.get(place) ?? readFile(place).then(() => show(place));
  loading.set(place, started);
  coming.unobserve(place);
  return started;
}

/** @type {(place: HTMLElement) => Promise<unknown>} */
const readFile = (place) =>
  new Promise((resolve) => {
    const script = document.createElement("script");
    script.src = `frames/${place.dataset.demo}.js`;
    script.onload = resolve;
    document.head.append(script);
  });

const loadAll = () => Promise.all(places.map(load)).then(() => demosBeside(document.body));

const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) load(/** @type {HTMLElement} */ (target));
  },
  { rootMargin: "1000px" },
);
for (const place of places) coming.observe(place);
document.querySelector("[data-present]")?.append(presentButton(loadAll));
