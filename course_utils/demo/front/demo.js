/** @import { Answer, Demo, Frame, Position, Request } from "./protocol.js" */
import { Prefetcher } from "./ahead.js";
import { Asking } from "./asking.js";
import { FrameCanvas } from "./canvas.js";
import { Caption } from "./caption.js";
import { Head } from "./card.js";
import { CodeLine, codeFor } from "./code.js";
import { Controls } from "./controls.js";
import { element } from "./dom.js";
import { FrameStore } from "./frames.js";
import { keepKeysFromJupyter } from "./jupyter.js";
import { isNarrow, isSoft } from "./layout.js";
import { Overlay } from "./overlay.js";
import { PlayButton } from "./play.js";
import { keyOf } from "./protocol.js";
import { FrameRequests } from "./requests.js";
import { Scenes } from "./scenes.js";
import { watchTheme } from "./theme.js";
import { Travel, positionsBetween } from "./travel.js";
import { Versions } from "./versions.js";

const WAITING = "Waiting for the kernel to answer. If it was restarted, run the cell again.";
const FRAMES_DECODED_AFTER_DRAWING = 4; // the hand may go on at once

/**
 * A demo on a page: a card with controls, scenes, a picture and what follows from it.
 *
 * If the frame of a move is held, it is drawn at once; if not, it is requested from the kernel, or whatever answers.
 */
export class DemoView {
  element = element("div", { className: "course-demo" });
  #demo;
  #frames;
  #controls;
  #scenes;
  #head;
  #travel = new Travel((position) => this.#controls.move(position));
  #canvas;
  #requests;
  #ahead;
  #code;
  #caption = new Caption();
  #asking;
  #overlay;
  /** @type {Position} */
  #grabbed = []; // where a hand took hold of the picture
  #play;
  #picture = element("div", { className: "course-picture" });
  #ask;
  #versions;
  #progress = element("progress", { max: 1, hidden: true });
  #isVisible = false;
  #lifetime = new AbortController();

  /**
   * @param {Demo} demo
   * @param {Frame} first The frame it starts on.
   * @param {object} page
   * @param {(request: Request) => void} page.ask
   * @param {(box: HTMLElement) => void} page.present Let all demos of the page fill the screen, this one first.
   * @param {(wanted: Position, from: Position) => Position} [page.reach] Where a move ends, if not every
   *   position has an answer.
   */
  constructor(demo, first, { ask, present, reach }) {
    this.#demo = demo;
    this.#versions = new Versions(demo, {
      color: (isDark) => this.element.classList.toggle("course-dark", isDark),
      isVisible: () => this.#isVisible,
      ask: (version) => ask({ background: this.#controls.position, version }),
    });
    this.#ask = (/** @type {Request} */ request) => ask({ version: this.#versions.now, ...request });
    this.#frames = new FrameStore(demo.budget);
    this.#frames.hold(first);
    this.#controls = new Controls(demo, first.position, (byHand) => this.#afterMove(byHand), reach);
    this.#scenes = new Scenes(demo.scenes, first.position);
    this.#head = new Head(demo, {
      visit: (index) => this.#visit(index),
      back: () => this.#step(-1),
      next: () => this.#step(1) || this.#visit(0),
      present: () => present(this.element),
    });
    this.#canvas = new FrameCanvas(demo, this.#frames, (frame) => this.#show(frame));
    this.#overlay = new Overlay(demo, this.#canvas, {
      grab: () => (this.#grabbed = this.#controls.position),
      drag: (places) => this.#controls.set(places),
      cancel: () => this.#controls.move(this.#grabbed),
    });
    this.#asking = new Asking(demo, {
      box: this.element,
      controls: this.#controls,
      overlay: this.#overlay,
      caption: this.#caption,
      redraw: () => this.#canvas.element.frame && this.#show(this.#canvas.element.frame),
    });
    const isOnScreen = () => keyOf(this.#canvas.element.frame?.position ?? []) === keyOf(this.#controls.position);
    this.#play = new PlayButton(demo.controls, this.#controls, isOnScreen);
    this.#requests = new FrameRequests(this.#frames, {
      ask: this.#ask,
      draw: (frame) => this.#draw(frame),
      fail: (reason) => this.#caption.tell(reason, "course-error"),
      wait: () => this.#caption.tell(WAITING, "course-waiting"),
    });
    this.#ahead = new Prefetcher(demo, this.#frames, this.#controls, {
      ask: this.#ask,
      isVisible: () => this.#isVisible && !document.hidden,
      isWaiting: () => this.#requests.pending,
    });
    this.#code = new CodeLine(this.#head.name, () => codeFor(demo, this.#controls.position));
    this.#build();
    this.#watch();
    this.#afterMove(true);
    if (keyOf(first.position) === keyOf(demo.controls.map((control) => control.start))) this.#asking.open();
  }

  receive(/** @type {Answer} */ answer) {
    if (this.#versions.brings(answer)) return this.#replace(answer);
    if (!this.#versions.fits(answer)) return;
    answer.frames?.forEach((frame) => this.#frames.hold(frame));
    if (answer.progress !== undefined) this.#showProgress(answer.progress);
    else if (answer.ahead) this.#ahead.receive(answer);
    else if (this.#requests.receive(answer)) this.#ahead.rest();
  }

  /** Stop everything that would outlive the page. */
  leave() {
    this.#lifetime.abort();
    this.#versions.stop();
    this.#play.pause();
    this.#travel.stop();
    this.#requests.stop();
    this.#ahead.stop();
  }

  #build() {
    this.#picture.append(this.#progress, this.#canvas.element, this.#overlay.element);
    this.element.classList.toggle("course-likeness", this.#demo.likeness);
    this.element.dataset.look = "light"; // what the pixels are
    if (this.#demo.name) this.#head.addCopy(this.#code.button, this.#code.line);
    this.element.append(
      this.#head.element,
      this.#controls.element,
      this.#picture,
      this.#caption.shown,
      this.#caption.spoken,
    );
    keepKeysFromJupyter(this.element);
    // What present.js needs to know. It finds the boxes by the page, because each demo has its own copy of this module.
    Object.assign(this.element, {
      course: {
        title: this.#demo.title,
        slide: this.#demo.slide,
        scenes: this.#scenes.titles,
        scene: () => this.#scenes.indexAt(this.#goal),
        visit: (/** @type {number} */ index) => this.#visit(index),
        step: (/** @type {1 | -1} */ by) => this.#step(by),
        enter: (/** @type {1 | -1} */ by) => this.#enter(by),
        press: (/** @type {string} */ key) => this.#press(key),
        plays: !this.#play.element.hidden,
      },
    });
  }

  #watch() {
    const { signal } = this.#lifetime;
    const watch = new IntersectionObserver((entries) => {
      this.#isVisible = /** @type {IntersectionObserverEntry} */ (entries.at(-1)).isIntersecting;
      if (this.#isVisible) {
        this.#versions.adapt();
        this.#ahead.rest();
      } else this.#frames.releaseBitmaps(this.#canvas.element.frame);
    });
    watch.observe(this.element);
    signal.addEventListener("abort", () => watch.disconnect());
    this.element.addEventListener("keydown", (event) => {
      const types = /** @type {Element} */ (event.target).matches("input[type=number], .course-line");
      if (!types && !event.ctrlKey && !event.metaKey && !event.altKey && this.#press(event.key)) event.preventDefault();
    });
    this.#picture.addEventListener("pointerdown", () => this.#play.pause());
    const size = new ResizeObserver(([{ contentRect }]) => this.#fit(contentRect));
    size.observe(this.#picture);
    signal.addEventListener("abort", () => size.disconnect());
    this.#picture.onscroll = () => {
      const { scrollLeft, scrollWidth, clientWidth } = this.#picture;
      this.#picture.classList.toggle("course-end", scrollLeft + clientWidth >= scrollWidth - 1);
    };
    watchTheme(() => this.#versions.adapt(), signal);
    this.#versions.adapt();
    // A hand that moves anything on the page, even another demo, must not wait for what is drawn ahead here.
    const busy = (/** @type {Event} */ event) => {
      const hovers = event instanceof PointerEvent && !event.buttons;
      if (!hovers) this.#ahead.yieldToHand();
    };
    for (const kind of ["keydown", "pointerdown", "pointermove"])
      document.addEventListener(kind, busy, { capture: true, signal });
  }

  /** Use the room that the picture has. */
  #fit(/** @type {DOMRectReadOnly} */ { width, height }) {
    if (!width) return;
    const isStacked = isNarrow(width) && this.#canvas.splitUp(true);
    if (!isStacked) this.#canvas.splitUp(false);
    this.#picture.classList.toggle("course-wide", isNarrow(width) && !isStacked);
    const isOnStage = this.element.closest(".course-stage") !== null;
    const room = { width: width * devicePixelRatio, height: isOnStage ? height * devicePixelRatio : 0 };
    this.#overlay.fit();
    this.#versions.resize(!isStacked && isSoft(this.#demo.pixels, room));
  }

  /** Put a new background in the place of the old one, whose frames are of no more use. */
  #replace(/** @type {Answer} */ { version, background, frames = [] }) {
    const { pixels, image } = /** @type {NonNullable<Answer["background"]>} */ (background);
    this.#versions.now = version;
    this.#frames.clear();
    this.#canvas.setBackground(pixels, image);
    this.element.dataset.look = version?.[0];
    frames.forEach((frame) => this.#frames.hold(frame));
    this.#requests.forget();
    this.#requests.want(this.#controls.position);
    this.#ahead.forget();
  }

  /** The position on screen, or the one to which the picture is moving. */
  get #goal() {
    return this.#travel.goal ?? this.#controls.position;
  }

  #visit(/** @type {number} */ index) {
    this.#asking.commit();
    return this.#goTo(() => this.#scenes.visit(index));
  }

  /** Go to the next or previous scene; an open question comes before the first. Return whether there was one. */
  #step(/** @type {1 | -1} */ by) {
    if (this.#asking.isOpen) return by > 0 && this.#asking.commit();
    if (this.#goTo((position) => this.#scenes.step(position, by))) return true;
    return by < 0 && this.#demo.question !== null && this.#enter(1);
  }

  /** Enter the demo before its first scene, at its question if it has one, or on its last scene. */
  #enter(/** @type {1 | -1} */ by) {
    this.#play.pause();
    if (by < 0) this.#asking.commit();
    const went = this.#goTo(() => this.#scenes.entrance(by));
    if (by < 0) return went;
    this.#travel.land();
    return this.#asking.open() || went;
  }

  /** Take a key that is for no control: a number answers, Space plays; return whether it did something. */
  #press(/** @type {string} */ key) {
    if (this.#asking.press(key)) return true;
    if (key !== " " || this.#play.element.hidden || this.#asking.isOpen) return false;
    if (this.element.contains(document.activeElement) && document.activeElement?.matches("button, input[type=radio]"))
      return false; // it has a use for Space
    this.#play.element.click();
    return true;
  }

  /**
   * Go to a scene, through the values between; return whether there was one to go to.
   * @param {(position: Position) => Position | undefined} choose
   */
  #goTo(choose) {
    this.#travel.land();
    const { position } = this.#controls;
    const goal = choose(position);
    if (!goal) return false;
    const isStill = matchMedia("(prefers-reduced-motion: reduce)").matches || document.hidden;
    const between = isStill ? [] : positionsBetween(this.#demo.controls, position, goal);
    this.#travel.start(
      between.filter((one) => this.#frames.get(one)),
      goal,
    );
    return true;
  }

  #afterMove(/** @type {boolean} */ byHand) {
    this.#asking.forgetAnswer();
    if (byHand) {
      this.#travel.stop();
      this.#play.pause();
    }
    const { position } = this.#controls;
    this.#head.show(this.#scenes.indexAt(this.#goal));
    this.#code.hide();
    this.element.dispatchEvent(new Event("course-moved", { bubbles: true }));
    this.#requests.want(position);
    if (this.#play.playing) this.#ahead.rest(0);
    else this.#ahead.restart();
  }

  #show(/** @type {Frame} */ frame) {
    this.#caption.show(frame);
    this.#asking.show(this.#canvas.element);
    this.#overlay.show(frame);
  }

  async #draw(/** @type {Frame} */ frame) {
    if (await this.#canvas.draw(frame)) this.#ahead.decodeNearby(FRAMES_DECODED_AFTER_DRAWING);
  }

  #showProgress(/** @type {number?} */ share) {
    this.#progress.hidden = share === null;
    this.#progress.value = share ?? 0;
    if (this.#requests.pending) this.#requests.restartTimer();
  }
}
