/** @import { Control } from "./protocol.js" */
/** @import { Controls } from "./controls.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

const WHOLE_RUN_MS = 8000; // a calm pace for many values
const SHORTEST_STEP_MS = 45; // 20 frames a second and a little more
const LONGEST_STEP_MS = 700; // a value that is read

/**
 * The time between two values of a run.
 * @param {number} count
 */
export const stepTime = (count) => Math.min(Math.max(WHOLE_RUN_MS / count, SHORTEST_STEP_MS), LONGEST_STEP_MS);

/**
 * Runs through the values of a control that is time, to the end; a frame that is not there yet is waited for.
 */
export class Player {
  #step;
  #isReady;
  #onChange;
  #clock;
  #interval = 0;
  /** @type {number | undefined} */
  #timer;

  /**
   * @param {object} demo
   * @param {() => boolean} demo.step Go to the next value; return whether there are more.
   * @param {() => boolean} demo.isReady Whether the picture of the last step is on screen.
   * @param {(playing: boolean) => void} demo.onChange
   * @param {{setTimeout: Function, clearTimeout: Function}} [clock]
   */
  constructor({ step, isReady, onChange }, clock = globalThis) {
    this.#step = step;
    this.#isReady = isReady;
    this.#onChange = onChange;
    this.#clock = clock;
  }

  get playing() {
    return this.#timer !== undefined;
  }

  play(/** @type {number} */ count) {
    this.#interval = stepTime(count);
    this.#schedule();
    this.#onChange(true);
  }

  pause() {
    if (!this.playing) return;
    this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#onChange(false);
  }

  #schedule() {
    this.#timer = this.#clock.setTimeout(() => this.#tick(), this.#interval);
  }

  #tick() {
    if (this.#isReady() && !this.#step()) this.pause();
    else this.#schedule();
  }
}

/** A button that plays the control that is time; it is hidden if there is none. */
export class PlayButton {
  element = element("button", { type: "button", className: "course-quiet course-play" });
  #number;
  #last;
  #controls;
  #player;

  /**
   * @param {Control[]} declared
   * @param {Controls} controls
   * @param {() => boolean} isReady Whether the picture of the controls is on screen.
   */
  constructor(declared, controls, isReady) {
    this.#controls = controls;
    this.#number = declared.findIndex((control) => control.plays);
    this.#last = (declared[this.#number]?.values.length ?? 1) - 1;
    this.#player = new Player({ step: () => this.#step(), isReady, onChange: (playing) => this.#show(playing) });
    this.element.hidden = this.#number < 0;
    this.element.addEventListener("click", () => this.#toggle());
    const row = controls.element.children[this.#number]; // of the slider that it plays
    row?.classList.add("course-plays");
    row?.querySelector("output")?.before(this.element);
    this.#show(false);
  }

  get playing() {
    return this.#player.playing;
  }

  pause() {
    this.#player.pause();
  }

  get #place() {
    return this.#controls.position[this.#number];
  }

  #goTo(/** @type {number} */ place) {
    this.#controls.move(this.#controls.position.with(this.#number, place));
  }

  #step() {
    this.#goTo(Math.min(this.#place + 1, this.#last));
    return this.#place < this.#last;
  }

  #toggle() {
    if (this.playing) return this.pause();
    if (matchMedia("(prefers-reduced-motion: reduce)").matches) return this.#goTo(this.#last);
    if (this.#place === this.#last) this.#goTo(0);
    this.#player.play(this.#last + 1);
  }

  #show(/** @type {boolean} */ playing) {
    const word = playing ? "pause" : "play";
    this.element.replaceChildren(icon(word), element("span", { textContent: word }));
    this.element.ariaLabel = word;
  }
}
