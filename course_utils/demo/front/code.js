/** @import { Outline, Position } from "./protocol.js" */
import { element } from "./dom.js";

/**
 * The line of Python that shows a demo at this position.
 * @param {Outline} outline
 * @param {Position} position
 */
export function codeFor({ name, controls }, position) {
  const changes = controls
    .map((control, index) => ({ ...control, place: position[index] }))
    .filter(({ place, start }) => place !== start)
    .map((control) => `${control.name}=${control.values[control.place]}`);
  return `show(${[name, ...changes].join(", ")})`;
}

/** A button that copies the state on screen as a line of Python, and the line, which takes the place of the title. */
export class CodeLine {
  line = element("input", {
    type: "text",
    className: "course-line",
    readOnly: true,
    hidden: true,
    ariaLabel: "this state as code",
  });
  button = element("button", { type: "button", title: "copy this state as a line of code" });
  #title;

  /**
   * @param {HTMLElement} title
   * @param {() => string} code
   */
  constructor(title, code) {
    this.#title = title;
    this.button.onclick = () => this.#copy(code());
    this.hide();
  }

  hide() {
    this.#title.hidden = false;
    this.line.hidden = true;
    this.button.textContent = "copy";
  }

  async #copy(/** @type {string} */ code) {
    this.line.value = code;
    this.line.hidden = false;
    this.#title.hidden = true;
    try {
      await navigator.clipboard.writeText(code);
      this.button.textContent = "copied";
    } catch {
      this.line.focus(); // we may not write to the clipboard, but the reader can copy what is selected
    }
    this.line.select();
  }
}
