// Demos on a page without a kernel. Their frames are in files, which are read when the reader scrolls near.
/** @import { Answer, Frame, Outline, Position, Request } from "../../course_utils/demo/front/protocol.js" */
import { DemoView } from "../../course_utils/demo/front/demo.js";
import { element } from "../../course_utils/demo/front/dom.js";
import { demosBeside, present, presentButton } from "../../course_utils/demo/front/present.js";
import { keyOf } from "../../course_utils/demo/front/protocol.js";
import { alsoMoved, nearestHeld, shareHeld } from "./held.js";

/**
 * What the file frames/<number>.js hands to window.courseFrames. frames.py writes it: a page that is opened as a file
 * may load scripts, but neither import nor fetch.
 *
 * @typedef {object} Export
 * @property {Outline} outline
 * @property {{box: [number, number, number, number], sheet: number}[]} areas Where pictures differ: left, top, width
 *   and height on the page, and the number of the first sheet that has its pieces.
 * @property {number} rows Height of a sheet, at the most.
 * @property {(Omit<Frame, "kind" | "pieces" | "places"> & {pieces: number[]})[]} frames For each area, the number of
 *   its piece.
 */

/** @type {Map<string, Export>} */
const registered = new Map();
Object.assign(window, {
  courseFrames: (/** @type {number} */ number, /** @type {Export} */ data) => registered.set(String(number), data),
});

/**
 * Answers for one demo with the frames that were drawn ahead. It knows the positions that it holds, not all there are.
 * The frames are cut from sheets: pictures on which the pieces of an area stand one above the other.
 */
class Sheets {
  #number;
  #export;
  /** @type {Map<string, Export["frames"][number]>} */
  #held;
  /** @type {Map<number, HTMLImageElement>} */
  #images = new Map();

  /**
   * @param {string} number
   * @param {Export} data
   */
  constructor(number, data) {
    this.#number = number;
    this.#export = data;
    this.#held = new Map(data.frames.map((frame) => [keyOf(frame.position), frame]));
  }

  get positions() {
    return this.#export.frames.map((frame) => frame.position);
  }

  /**
   * Answer a question of the demo's view. To "ahead" it answers with what it holds of the positions.
   * @param {Request} question
   * @returns {Promise<Answer?>}
   */
  async answer(question) {
    if ("draw" in question) return { frames: [await this.frame(question.draw)] };
    if (!("ahead" in question)) return null;
    const [held, undrawable] = [true, false].map((has) =>
      question.ahead.filter((position) => this.#held.has(keyOf(position)) === has),
    );
    return { ahead: true, frames: await Promise.all(held.map((position) => this.frame(position))), undrawable };
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
    const { areas } = this.#export;
    const found = this.#held.get(keyOf(position));
    if (!found) throw new Error(`demo ${this.#number} has no frame at ${position}`);
    const pieces = areas.map((area, index) => this.#piece(area, found.pieces[index]));
    await Promise.all(pieces.map(([image]) => image.decode()));
    const places = areas.map(({ box: [left, top] }) => /** @type {[number, number]} */ ([left, top]));
    return { ...found, kind: "sheet", pieces, places };
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
  const { outline, ...data } = /** @type {Export} */ (registered.get(number));
  const sheets = new Sheets(number, { outline, ...data });
  const start = outline.controls.map((control) => control.start);
  const [first, background] = await Promise.all([sheets.frame(start), sheets.background()]);
  const note = element("p", { className: "held" });
  note.setAttribute("role", "status");
  const share = shareHeld(outline, sheets.positions.length);
  note.textContent = share;
  let byDrag = false; // a slider that is dragged stays at the nearest place; a key or a button always goes on
  const view = new DemoView({ ...outline, background }, first, {
    ask: async (question) => {
      const answer = await sheets.answer(question);
      if (answer) view.receive(answer);
    },
    present: async (box) => present(await loadAll(), box),
    reach: (wanted, from) => {
      const reached = nearestHeld(outline.controls, sheets.positions, wanted, from, byDrag);
      note.textContent = [share, alsoMoved(outline, wanted, from, reached)].filter(Boolean).join(" ");
      return reached;
    },
  });
  view.element.addEventListener("pointerdown", () => (byDrag = true), true);
  for (const kind of ["keydown", "click"]) view.element.addEventListener(kind, () => (byDrag = false), true);
  place.replaceChildren(view.element, note);
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
document.querySelector("[data-present-here]")?.addEventListener("click", async () => present(await loadAll()));

// Paper shows the answers and the code that are folded on the screen.
const paper = matchMedia("print");
paper.addEventListener("change", () => {
  for (const fold of document.querySelectorAll("main details")) fold.toggleAttribute("open", paper.matches);
});
