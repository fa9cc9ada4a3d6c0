/** @import { Demo, Frame, Point } from "./protocol.js" */
/** @import { FrameCanvas } from "./canvas.js" */
import { element } from "./dom.js";
import { Handles } from "./handles.js";

/** What lies over a picture, where the canvas shows it: a veil over the answer, and what a hand can grab. */
export class Overlay {
  element = element("div", { className: "course-overlay" });
  #veil = element("div", { className: "course-veil", ariaHidden: "true" });
  #boxes;
  #canvas;
  #handles;
  #free;

  /**
   * @param {Demo} demo
   * @param {FrameCanvas} canvas
   * @param {ConstructorParameters<typeof Handles>[2]} hand
   */
  constructor({ veil = [], handles = [], question, pixels: [width, height] }, canvas, hand) {
    this.#boxes = veil;
    this.#free = question?.free ?? [];
    this.#canvas = canvas;
    const pointAt = (/** @type {PointerEvent} */ { clientX, clientY }) => {
      const { left, top, width: wide, height: high } = this.element.getBoundingClientRect();
      return canvas.toPicture([(clientX - left) / wide, (clientY - top) / high]);
    };
    const styleAt = (/** @type {Point} */ point) =>
      /** @type {[string, string]} */ (canvas.toCanvas(point).map((share) => `${(100 * share).toFixed(3)}%`));
    this.#handles = new Handles(handles, { aspect: width / height, pointAt, styleAt }, hand);
    this.element.append(this.#veil, this.#handles.element);
  }

  /** Cover what would give the answer away, and leave to the hand only what is free; or take the veil away. */
  cover(/** @type {boolean} */ isOpen) {
    this.#veil.hidden = !isOpen;
    this.#handles.lock(isOpen ? this.#free : undefined);
  }

  show(/** @type {Frame} */ { grips = [] }) {
    this.#handles.show(grips);
  }

  /** Lie where the canvas shows the picture. */
  fit() {
    const { offsetLeft, offsetTop, offsetWidth, offsetHeight, width, height, frame } = this.#canvas.element;
    const scale = Math.min(offsetWidth / width, offsetHeight / height);
    const { style } = this.element;
    style.width = `${scale * width}px`;
    style.height = `${scale * height}px`;
    style.left = `${offsetLeft + (offsetWidth - scale * width) / 2}px`;
    style.top = `${offsetTop + (offsetHeight - scale * height) / 2}px`;
    this.#veil.replaceChildren(...this.#boxes.map((box) => this.#coverOf(box)));
    if (frame) this.show(frame);
  }

  #coverOf(/** @type {[number, number, number, number]} */ [left, top, width, height]) {
    const near = this.#canvas.toCanvas([left + 0.49 * width, top + 0.49 * height]);
    const far = this.#canvas.toCanvas([left + 0.51 * width, top + 0.51 * height]);
    const [wide, high] = [50 * (far[0] - near[0]), 50 * (far[1] - near[1])];
    const [x, y] = [(near[0] + far[0]) / 2, (near[1] + far[1]) / 2];
    const cover = element("div", { textContent: "?" });
    const box = [x - wide / 2, y - high / 2, wide, high];
    [cover.style.left, cover.style.top, cover.style.width, cover.style.height] = box.map((share) => `${100 * share}%`);
    return cover;
  }
}
