/** @import { Control, Outline, Position } from "./protocol.js" */
import { buildChoice, buildSample } from "./choice.js";
import { element } from "./dom.js";
import { buildSlider } from "./slider.js";

/** The sliders and choices of a demo, which own its position. */
export class Controls {
  element = element("div", { className: "course-controls" });
  last = 0; // the control that moved last
  /** @type {Position} */
  #position;
  /** @type {((place: number) => void)[]} */
  #show;
  #onMove;
  #reach;

  /**
   * @param {Pick<Outline, "controls" | "scenes">} outline
   * @param {Position} position
   * @param {(byHand: boolean) => void} onMove
   * @param {(wanted: Position, from: Position) => Position} [reach] Where a move to a position ends.
   */
  constructor({ controls, scenes }, position, onMove, reach = (wanted) => wanted) {
    this.#position = [...position];
    this.#onMove = onMove;
    this.#reach = reach;
    const group = `demo${Math.random()}`; // keeps the radio buttons of two demos apart
    this.#show = controls.map((control, index) => {
      const onChange = (/** @type {number} */ place) => {
        this.last = index;
        this.#move(this.#position.with(index, place), true);
      };
      const visited = scenes.map((scene) => scene.position[index]);
      const row = control.choice
        ? buildChoice(control, `${group}-${index}`, onChange)
        : control.sample
          ? buildSample(control, onChange)
          : buildSlider(control, visited, onChange);
      row.element.classList.toggle("course-main", control.main);
      this.element.append(row.element);
      return row.show;
    });
    this.#show.forEach((show, index) => show(this.#position[index]));
  }

  get position() {
    return this.#position;
  }

  /** Set some controls, as a hand does. */
  set(/** @type {{control: number, place: number}[]} */ places) {
    const wanted = places.reduce((position, { control, place }) => position.with(control, place), this.#position);
    this.last = places[0]?.control ?? this.last;
    if (String(wanted) !== String(this.#position)) this.#move(wanted, true);
  }

  /** Let the hand move only some controls; all of them if none are named. */
  lock(/** @type {boolean[] | undefined} */ free) {
    [...this.element.children].forEach((row, index) => {
      /** @type {HTMLElement} */ (row).inert = free !== undefined && !free[index];
    });
  }

  move(/** @type {Position} */ wanted) {
    this.#move(wanted, false);
  }

  #move(/** @type {Position} */ wanted, /** @type {boolean} */ byHand) {
    this.#position = [...this.#reach(wanted, this.#position)];
    this.#show.forEach((show, index) => show(this.#position[index]));
    this.#onMove(byHand);
  }
}
