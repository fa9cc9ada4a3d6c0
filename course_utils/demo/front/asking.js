/** @import { Demo } from "./protocol.js" */
/** @import { Caption } from "./caption.js" */
/** @import { Controls } from "./controls.js" */
/** @import { Overlay } from "./overlay.js" */
import { QuestionCard } from "./question.js";

const COVERED = "The picture at the start; the answer is covered until you choose one.";

/** Lets a demo ask before it tells: covers the answer and holds the controls until somebody has committed. */
export class Asking {
  #question;
  #start;
  #parts;
  #card;
  /** @type {string | undefined} */
  #answer; // until the next move

  /**
   * @param {Demo} demo
   * @param {object} parts
   * @param {HTMLElement} parts.box
   * @param {Controls} parts.controls
   * @param {Overlay} parts.overlay
   * @param {Caption} parts.caption
   * @param {() => void} parts.redraw Say again what is on screen.
   */
  constructor({ question, controls }, parts) {
    this.#question = question;
    this.#start = controls.map((control) => control.start);
    this.#parts = parts;
    this.#card = question && new QuestionCard(question, (...answer) => this.#tell(...answer));
    parts.overlay.cover(false);
  }

  get isOpen() {
    return this.#card?.isOpen === true;
  }

  /** Ask at the start, as if nobody had answered; return whether there is a question. */
  open() {
    if (!this.#card) return false;
    this.#card.open();
    this.#parts.caption.shown.before(this.#card.element);
    this.#parts.controls.move(this.#start);
    this.#update();
    return true;
  }

  /** Skip an open question; return whether there was one. */
  commit() {
    return this.#card?.commit() === true;
  }

  /** Answer by a key; return whether it was one for that. */
  press(/** @type {string} */ key) {
    return this.#card?.press(key) === true;
  }

  forgetAnswer() {
    this.#answer = undefined;
  }

  /** Put the answer in place of what follows from the picture, or keep the picture's words to itself. */
  show(/** @type {HTMLElement} */ canvas) {
    if (this.#answer) this.#parts.caption.answer(this.#answer);
    if (this.isOpen) canvas.setAttribute("aria-label", COVERED);
  }

  /** Say the answer, over the picture that shows it. */
  #tell(/** @type {string} */ sentence, /** @type {boolean} */ hadFocus) {
    const { box, controls, redraw } = this.#parts;
    this.#update();
    if (this.#question) controls.move(this.#question.shows);
    this.#answer = sentence;
    redraw();
    if (hadFocus) /** @type {HTMLElement | null} */ (controls.element.querySelector("input"))?.focus();
    box.dispatchEvent(new Event("course-answered", { bubbles: true }));
  }

  #update() {
    const { box, controls, overlay, caption, redraw } = this.#parts;
    box.classList.toggle("course-asking", this.isOpen);
    caption.hide(this.isOpen);
    controls.lock(this.isOpen ? this.#question?.free : undefined);
    overlay.cover(this.isOpen);
    redraw();
  }
}
