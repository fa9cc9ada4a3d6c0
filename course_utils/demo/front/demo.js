/** @import { Answer, Demo, Frame, Position, Question } from "./protocol.js" */
import { Prefetcher } from "./ahead.js";
import { FrameCanvas } from "./canvas.js";
import { CodeLine, codeFor } from "./code.js";
import { Controls } from "./controls.js";
import { element } from "./dom.js";
import { FrameStore } from "./frames.js";
import { FrameRequests } from "./requests.js";
import { Scenes } from "./scenes.js";

const WAITING = "Waiting for the kernel to answer. If it was restarted, run the cell again.";
const FRAMES_DECODED_AFTER_DRAWING = 4; // the hand may go on at once

/**
 * A demo on a page: controls over a picture over a caption.
 *
 * If the frame of a move is held, it is drawn at once; a missing frame is requested from the kernel, or whatever answers.
 */
export class DemoView {
  element = element("div", { className: "course-demo" });
  #demo;
  #frames;
  #controls;
  #scenes;
  #canvas;
  #requests;
  #ahead;
  #code;
  #title = element("b");
  #progress = element("progress", { max: 1, hidden: true });
  #caption = element("div", { className: "course-caption" });
  #isVisible = false;
  #lifetime = new AbortController();

  /**
   * @param {Demo} demo
   * @param {Frame} first The frame it starts on.
   * @param {object} page
   * @param {(question: Question) => void} page.ask
   * @param {(box: HTMLElement) => void} page.present Let all demos of the page fill the screen, beginning with this one.
   * @param {(wanted: Position, from: Position) => Position} [page.reach] Where a move ends, if not every position has an
   *   answer.
   */
  constructor(demo, first, { ask, present, reach }) {
    this.#demo = demo;
    this.#frames = new FrameStore(demo.budget);
    this.#frames.hold(first);
    this.#controls = new Controls(demo.controls, first.position, () => this.#afterMove(), reach);
    this.#scenes = new Scenes(demo.scenes, first.position);
    this.#canvas = new FrameCanvas(demo, this.#frames, (frame) => this.#say(frame.caption));
    this.#requests = new FrameRequests(this.#frames, {
      ask,
      draw: (frame) => this.#draw(frame),
      fail: (reason) => this.#say(reason, "course-error"),
      wait: () => this.#say(WAITING, "course-waiting"),
    });
    this.#ahead = new Prefetcher(demo, this.#frames, this.#controls, {
      ask,
      isVisible: () => this.#isVisible && !document.hidden,
      isWaiting: () => this.#requests.pending,
    });
    this.#code = new CodeLine(this.#title, () => codeFor(demo, this.#controls.position));
    this.#build(present);
    this.#watch();
    this.#afterMove();
  }

  receive(/** @type {Answer} */ answer) {
    answer.frames?.forEach((frame) => this.#frames.hold(frame));
    if (answer.progress !== undefined) this.#showProgress(answer.progress);
    else if (answer.ahead) this.#ahead.receive(answer);
    else if (this.#requests.receive(answer)) this.#ahead.rest();
  }

  /** Stop everything that would outlive the page. */
  leave() {
    this.#lifetime.abort();
    this.#requests.stop();
    this.#ahead.stop();
  }

  #build(/** @type {(box: HTMLElement) => void} */ present) {
    const button = (/** @type {string} */ text, /** @type {() => void} */ onclick, title = "") =>
      element("button", { type: "button", textContent: text, onclick, ...(title && { title }) });
    const next = button("next scene ▸", () => this.#goTo(this.#scenes.next(this.#controls.position)));
    const large = button("present", () => present(this.element), "fill the screen");
    const { line, button: copy } = this.#code;
    copy.hidden = !this.#demo.name;
    next.hidden = !this.#demo.scenes.length;
    this.#caption.setAttribute("role", "status");
    this.element.append(
      this.#controls.element,
      element("div", { className: "course-scenes" }, next, this.#title, line, copy, large),
      element("div", { className: "course-picture" }, this.#progress, this.#canvas.element),
      this.#caption,
    );
    keepKeysFromJupyter(this.element);
    // What present.js needs to know. It finds the boxes by the page, because each demo has its own copy of this module.
    Object.assign(this.element, {
      course: {
        title: this.#demo.title,
        slide: this.#demo.slide,
        scene: () => this.#scenes.titleAt(this.#controls.position),
        step: (/** @type {1 | -1} */ by) => this.#goTo(this.#scenes.step(this.#controls.position, by)),
        enter: (/** @type {1 | -1} */ by) => this.#goTo(this.#scenes.entrance(by)),
      },
    });
  }

  #watch() {
    const { signal } = this.#lifetime;
    const watch = new IntersectionObserver((entries) => {
      this.#isVisible = /** @type {IntersectionObserverEntry} */ (entries.at(-1)).isIntersecting;
      if (this.#isVisible) this.#ahead.rest();
      else this.#frames.releaseBitmaps(this.#canvas.element.frame);
    });
    watch.observe(this.element);
    signal.addEventListener("abort", () => watch.disconnect());
    // A hand that moves anything on the page, even another demo, must not wait for what is drawn ahead here.
    const busy = (/** @type {Event} */ event) => {
      const hovers = event instanceof PointerEvent && !event.buttons;
      if (!hovers) this.#ahead.yieldToHand();
    };
    for (const kind of ["keydown", "pointerdown", "pointermove"])
      document.addEventListener(kind, busy, { capture: true, signal });
  }

  /** Go to a position, if there is one; return whether there was. */
  #goTo(/** @type {Position | undefined} */ position) {
    if (position) this.#controls.move(position);
    return position !== undefined;
  }

  #afterMove() {
    const { position } = this.#controls;
    this.#title.textContent = this.#scenes.titleAt(position) ?? "";
    this.#code.hide();
    this.element.dispatchEvent(new Event("course-moved", { bubbles: true }));
    this.#requests.want(position);
    this.#ahead.restart();
  }

  async #draw(/** @type {Frame} */ frame) {
    if (await this.#canvas.draw(frame)) this.#ahead.decodeNearby(FRAMES_DECODED_AFTER_DRAWING);
  }

  #showProgress(/** @type {number?} */ share) {
    this.#progress.hidden = share === null;
    this.#progress.value = share ?? 0;
    if (this.#requests.pending) this.#requests.restartTimer();
  }

  #say(/** @type {string} */ text, kind = "") {
    this.#caption.textContent = text;
    this.#caption.className = `course-caption ${kind}`;
  }
}

/**
 * In JupyterLab, keep arrow keys, space and Enter in a box for its controls; Shift+Enter still runs the cell.
 * @param {HTMLElement} box
 */
function keepKeysFromJupyter(box) {
  for (const control of box.querySelectorAll("input, button"))
    /** @type {HTMLElement} */ (control).dataset.lmSuppressShortcuts = "true";
  box.addEventListener("keydown", (event) => {
    const cell = /** @type {HTMLElement | null} */ (box.closest(".jp-Cell"));
    if (!cell || event.key !== "Enter" || !(event.shiftKey || event.ctrlKey)) return;
    cell.focus();
    cell.dispatchEvent(new KeyboardEvent("keydown", event));
  });
}
