/** @import { Outline } from "./protocol.js" */
import { SceneDots } from "./dots.js";
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * A quiet button, with a picture and words.
 * @param {Parameters<typeof icon>[0]} picture
 * @param {string} words
 * @param {() => void} onclick
 */
const quietButton = (picture, words, onclick) =>
  element("button", { type: "button", className: "course-quiet", onclick }, icon(picture), words);

/** The line over a demo: what it is, the scene on screen, a dot for each scene, and buttons. */
export class Head {
  element = element("header", { className: "course-head" });
  /** The slide, or the scene on screen. */
  name = element("span");
  #dots;
  #outline;

  /**
   * @param {Outline} outline
   * @param {object} actions
   * @param {(index: number) => void} actions.visit
   * @param {() => void} actions.back
   * @param {() => void} actions.next
   * @param {() => void} actions.present
   */
  constructor(outline, { visit, back, next, present }) {
    this.#outline = outline;
    const titles = outline.scenes.map((scene) => scene.title);
    const previous = element("button", { type: "button", className: "course-quiet", onclick: back }, icon("back"));
    previous.title = previous.ariaLabel = "previous scene";
    const onward = element("button", { type: "button", className: "course-quiet", onclick: next });
    onward.append("next scene", icon("forward"));
    this.#dots = new SceneDots(titles, visit);
    const scenes = element("span", { className: "course-scenes" }, previous, this.#dots.element, onward);
    scenes.hidden = !titles.length;
    const large = quietButton("present", "present", present);
    large.title = "fill the screen";
    const place = element("span", { className: "course-scene" }, this.name);
    place.dataset.names = [outline.slide, ...titles].join("\n"); // so that it is as wide as the longest
    this.element.append(element("b", { textContent: outline.title }), place, scenes, large);
  }

  /** Put the button that copies before the last, and its line where the name is. */
  addCopy(/** @type {HTMLElement} */ button, /** @type {HTMLElement} */ line) {
    this.name.after(line);
    this.element.lastElementChild?.before(button);
  }

  /** Show which scene is on screen; none for -1. */
  show(/** @type {number} */ index) {
    this.#dots.show(index);
    this.name.textContent = this.#outline.scenes[index]?.title ?? this.#outline.slide;
  }
}
