/** @import { Outline, Position } from "./protocol.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

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

/** A button that copies the state on screen as a line of Python, and the line, which takes the place of an element. */
export class CodeLine {
  line = element("input", {
    type: "text",
    className: "course-line",
    readOnly: true,
    hidden: true,
    ariaLabel: "this state as code",
  });
  #word = element("span", { className: "course-copy" }); // copy or copied
  button = element(
    "button",
    { type: "button", className: "course-quiet", title: "copy this state as a line of code" },
    icon("copy"),
    this.#word,
  );
  #replaced;

  /**
   * @param {HTMLElement} replaced
   * @param {() => string} code
   */
  constructor(replaced, code) {
    this.#replaced = replaced;
    this.button.onclick = () => this.#copy(code());
    this.#word.textContent = "copy";
  }

  hide() {
    if (this.line.hidden) return;
    this.#show(false);
    this.#word.textContent = "copy";
  }

  #show(/** @type {boolean} */ shown) {
    this.line.hidden = !shown;
    this.#replaced.hidden = shown;
  }

  async #copy(/** @type {string} */ code) {
    this.line.value = code;
    this.#show(true);
    try {
      await navigator.clipboard.writeText(code);
      this.#word.textContent = "copied";
    } catch {
      this.line.focus(); // we may not write to the clipboard, but the reader can copy what is selected
    }
    this.line.select();
  }
}
