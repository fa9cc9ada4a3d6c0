/** @import { Control, Position } from "./protocol.js" */
import { element } from "./dom.js";

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
   * @param {Control[]} controls
   * @param {Position} position
   * @param {() => void} onMove
   * @param {(wanted: Position, from: Position) => Position} [reach] Where a move to a position ends.
   */
  constructor(controls, position, onMove, reach = (wanted) => wanted) {
    this.#position = [...position];
    this.#onMove = onMove;
    this.#reach = reach;
    const group = `demo${Math.random()}`; // keeps the radio buttons of two demos apart
    this.#show = controls.map((control, index) => {
      const onChange = (/** @type {number} */ place) => {
        this.last = index;
        this.move(this.#position.with(index, place));
      };
      const row = control.choice ? buildChoice(control, `${group}-${index}`, onChange) : buildSlider(control, onChange);
      this.element.append(row.element);
      return row.show;
    });
    this.#show.forEach((show, index) => show(this.#position[index]));
  }

  get position() {
    return this.#position;
  }

  move(/** @type {Position} */ wanted) {
    this.#position = [...this.#reach(wanted, this.#position)];
    this.#show.forEach((show, index) => show(this.#position[index]));
    this.#onMove();
  }
}

/**
 * @param {Control} control
 * @param {(place: number) => void} onChange
 */
function buildSlider({ label, texts }, onChange) {
  const input = element("input", { type: "range", min: "0", max: String(texts.length - 1), step: "1" });
  const text = element("output");
  text.style.minWidth = `${Math.max(...texts.map((one) => one.length))}ch`;
  input.addEventListener("input", () => onChange(Number(input.value)));
  const show = (/** @type {number} */ place) => {
    if (Number(input.value) !== place) input.value = String(place);
    text.value = texts[place];
    input.setAttribute("aria-valuetext", texts[place]);
  };
  const row = element("label", { className: "course-slider" }, element("span", { textContent: label }), input, text);
  return { element: row, show };
}

/**
 * @param {Control} control
 * @param {string} group
 * @param {(place: number) => void} onChange
 */
function buildChoice({ label, texts }, group, onChange) {
  const inputs = texts.map((_, place) => {
    const input = element("input", { type: "radio", name: group, value: String(place) });
    input.addEventListener("change", () => onChange(place));
    return input;
  });
  const labels = texts.map((text, place) =>
    element("label", {}, inputs[place], element("span", { textContent: text })),
  );
  const row = element("fieldset", { className: "course-choice" }, element("legend", { textContent: label }), ...labels);
  const show = (/** @type {number} */ place) => void (inputs[place].checked = true);
  return { element: row, show };
}
