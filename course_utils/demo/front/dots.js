import { element } from "./dom.js";

/** One dot for each scene, which leads there; that of the scene on screen is filled. */
export class SceneDots {
  element;
  #dots;
  /** @type {number | undefined} */
  #current;

  /**
   * @param {string[]} titles
   * @param {(index: number) => void} visit
   */
  constructor(titles, visit) {
    this.#dots = titles.map((title, index) =>
      element("button", { type: "button", title, ariaLabel: title, onclick: () => visit(index) }),
    );
    this.element = element("span", { className: "course-dots" }, ...this.#dots);
    this.element.setAttribute("role", "group");
    this.element.ariaLabel = "scenes";
  }

  /** Fill the dot of a scene, or none for -1. */
  show(/** @type {number} */ index) {
    if (index === this.#current) return;
    this.#dots[this.#current ?? -1]?.removeAttribute("aria-current");
    this.#dots[index]?.setAttribute("aria-current", "true");
    this.#current = index;
  }
}
