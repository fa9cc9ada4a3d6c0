// Presenting: one demo after the other fills the screen, with large type and handles, and keys for a remote control.
import { SceneDots } from "./dots.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";
import { isDark, watchTheme } from "./theme.js";
import { fitControls, fitHeadings } from "./fit.js";

/**
 * The box of a demo, and what presenting needs to know of it.
 * @typedef {object} Course
 * @property {string} title
 * @property {string} slide
 * @property {string[]} scenes Their titles.
 * @property {() => number} scene The index of the scene on screen; -1 if it is none.
 * @property {(index: number) => boolean} visit Go to a scene.
 * @property {(by: number) => boolean} step Go to the next or previous scene; return whether there was one.
 * @property {(by: number) => boolean} enter Go before the first scene, to the question if there is one, or to the last.
 * @property {boolean} plays Whether a control of it is time.
 * @property {(key: string) => boolean} press Take a key that is for no control; return whether it did something.
 * @typedef {HTMLElement & {course: Course}} Box It fires `course-moved` when it may show something else.
 */

/** @type {Record<string, (presentation: Presentation) => void>} */
const KEYS = {
  PageDown: (presentation) => presentation.stepScene(1),
  PageUp: (presentation) => presentation.stepScene(-1),
  ArrowRight: (presentation) => presentation.stepScene(1), // arrow keys belong to a control that has the focus
  ArrowLeft: (presentation) => presentation.stepScene(-1),
  n: (presentation) => presentation.stepDemo(1),
  p: (presentation) => presentation.stepDemo(-1),
};
const HELP =
  "Scenes: Page Down, Page Up, or → ← while no control has the focus. Demos: N, P. Back to the page: Escape.";

/**
 * The demos of the notebook, or of the page, that a place is in.
 * @param {HTMLElement} place
 */
export function demosBeside(place) {
  const boxes = (place.closest(".jp-Notebook") ?? document).querySelectorAll(".course-demo");
  return /** @type {Box[]} */ ([...boxes].filter((box) => "course" in box)); // the fallback's boxes lack it
}

/**
 * The button that starts presenting.
 * @param {() => Box[] | Promise<Box[]>} boxes
 */
export function presentButton(boxes) {
  const onclick = async () => present(await boxes());
  const start = element("button", { type: "button", onclick }, icon("present"), "present the demos");
  return element("p", { className: "course-present" }, start, HELP);
}

/**
 * Present some demos, beginning with one of them.
 * @param {Box[]} boxes
 * @param {HTMLElement} [first]
 */
export function present(boxes, first = boxes[0]) {
  const index = boxes.findIndex((box) => box === first);
  if (index >= 0 && !document.querySelector(".course-stage")) new Presentation(boxes).open(index);
}

/**
 * A dialog over the whole page. The box on show moves into it and back to its place, so it keeps its state and frames.
 */
class Presentation {
  #boxes;
  #index = 0;
  #gap = element("div"); // keeps the place of the box on show
  #heading = element("b");
  /** @type {Map<string, number>} */
  #sizes = new Map(); // of the headings of the demo on show
  #name = element("span", { className: "course-name" });
  #play = element("button", { type: "button", title: "play (Space)", ariaLabel: "play (Space)" });
  #dots = element("span"); // takes the dots of the demo on show
  /** @type {SceneDots} */
  #sceneDots = new SceneDots([], () => {});
  #dialog = element("dialog", { className: "course-stage", ariaLabel: "Presenting", tabIndex: -1 });
  #closed = new AbortController();

  constructor(/** @type {Box[]} */ boxes) {
    this.#boxes = boxes;
    this.#play.append(icon("play"));
    this.#play.onclick = () => void this.#box.course.press(" ");
    this.#dialog.append(this.#header());
    this.#dialog.dataset.lmSuppressShortcuts = "true"; // turns JupyterLab's own keys off
    this.#dialog.addEventListener("keydown", (event) => this.#press(event), true);
    this.#dialog.addEventListener("course-moved", () => this.#showHeading());
    this.#dialog.addEventListener("close", () => this.#close());
  }

  open(/** @type {number} */ index) {
    // In full screen some browsers do not pass Escape on, they only leave full screen.
    const onShrink = () => void (document.fullscreenElement || this.#dialog.close());
    const { signal } = this.#closed;
    document.addEventListener("fullscreenchange", onShrink, { signal });
    const takeTheme = () => void this.#dialog.classList.toggle("course-dark", isDark());
    watchTheme(takeTheme, signal);
    takeTheme();
    addEventListener("resize", () => this.#fit(), { signal });
    document.documentElement.requestFullscreen?.().catch(() => {}); // refused: then the window is the screen
    document.body.append(this.#dialog);
    this.#dialog.showModal();
    this.#enter(index);
  }

  /** Go to the next or previous demo; return whether there is one. */
  stepDemo(/** @type {number} */ by) {
    const index = this.#index + by;
    if (!this.#boxes[index]) return false;
    this.#leave();
    this.#enter(index);
    return true;
  }

  /** Go to the next or previous scene, of the next or previous demo if this one has no more. */
  stepScene(/** @type {number} */ by) {
    if (this.#box.course.step(by)) return;
    if (this.stepDemo(by)) this.#box.course.enter(by);
  }

  get #box() {
    return this.#boxes[this.#index];
  }

  #header() {
    const button = (
      /** @type {Parameters<typeof icon>[0]} */ picture,
      /** @type {string} */ name,
      /** @type {() => void} */ onclick,
    ) => element("button", { type: "button", title: name, ariaLabel: name, onclick }, icon(picture));
    return element(
      "header",
      {},
      this.#heading,
      element(
        "span",
        {},
        this.#play,
        button("back", "previous scene (Page Up)", () => this.stepScene(-1)),
        button("forward", "next scene (Page Down)", () => this.stepScene(1)),
        button("close", "back to the page (Escape)", () => this.#dialog.close()),
      ),
      this.#name,
      this.#dots,
    );
  }

  #enter(/** @type {number} */ index) {
    this.#index = index;
    this.#gap.style.height = `${this.#box.offsetHeight}px`;
    this.#box.replaceWith(this.#gap);
    this.#dialog.append(this.#box);
    const { scenes, visit, plays } = this.#box.course;
    this.#play.hidden = !plays;
    this.#sceneDots = new SceneDots(scenes, visit);
    this.#dots.replaceChildren(this.#sceneDots.element);
    this.#fit();
    this.#dialog.focus();
  }

  #leave() {
    this.#gap.replaceWith(this.#box);
  }

  #fit() {
    const { slide, scenes } = this.#box.course;
    this.#sizes = fitHeadings(this.#heading, [slide, ...scenes]);
    fitControls(/** @type {HTMLElement} */ (this.#box.querySelector(".course-controls")));
    this.#showHeading();
  }

  #showHeading() {
    const { title, slide, scenes, scene } = this.#box.course;
    const heading = scenes[scene()] ?? slide;
    this.#heading.textContent = heading;
    this.#heading.style.fontSize = `calc(1.25em * ${this.#sizes.get(heading) ?? 1})`;
    this.#name.textContent = `${this.#index + 1} of ${this.#boxes.length} · ${title}`;
    this.#sceneDots.show(scene());
  }

  #press(/** @type {KeyboardEvent} */ event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const act = KEYS[event.key];
    if (!act) {
      const isInDemo = this.#box.contains(/** @type {Element} */ (event.target)); // which takes its own keys
      if (!isInDemo && this.#box.course.press(event.key)) event.preventDefault();
      return;
    }
    if (event.key.startsWith("Arrow") && /** @type {Element} */ (event.target).matches("input")) return;
    event.preventDefault();
    act(this);
  }

  #close() {
    this.#closed.abort();
    if (document.fullscreenElement) document.exitFullscreen();
    this.#leave();
    this.#dialog.remove();
    this.#box.scrollIntoView({ block: "nearest" });
  }
}
