/** @import { Handle, Point } from "./protocol.js" */
import { element } from "./dom.js";

/**
 * The places that a drag to a point sets: for each direction of the handle, the value that is drawn nearest.
 * @param {Handle} handle
 * @param {Point} point Shares of the picture, from the left and from the top.
 * @param {number} aspect Width of the picture over its height.
 * @returns {{control: number, place: number}[]}
 */
export function placesAt(handle, [x, y], aspect) {
  const { centre } = handle;
  const direction = (Math.atan2(centre[1] - y, (x - centre[0]) * aspect) * 180) / Math.PI;
  const distances = {
    x: (/** @type {number} */ place) => Math.abs(place - x),
    y: (/** @type {number} */ place) => Math.abs(place - y),
    angle: (/** @type {number} */ degrees) => Math.abs(((((degrees - direction + 180) % 360) + 360) % 360) - 180),
  };
  return /** @type {("x" | "y" | "angle")[]} */ (["x", "y", "angle"]).flatMap((kind) => {
    const found = handle[kind];
    return found ? [{ control: found.control, place: nearest(found.places.map(distances[kind])) }] : [];
  });
}

/** @type {(distances: number[]) => number} */
const nearest = (distances) => distances.indexOf(Math.min(...distances));

/** Rings over the picture that a hand can drag, one for each handle. */
export class Handles {
  element = element("div", { className: "course-handles" });
  #rings;
  #handles;
  #aspect;
  #picture;
  /** @type {number | undefined} */
  #pointer; // that drags

  /**
   * @param {Handle[]} handles
   * @param {object} picture
   * @param {number} picture.aspect Width over height.
   * @param {(event: PointerEvent) => Point} picture.pointAt The shares of the picture at which an event happened.
   * @param {(point: Point) => [string, string]} picture.styleAt Left and top of a point in the box of the picture.
   * @param {object} hand
   * @param {() => void} hand.grab
   * @param {(places: {control: number, place: number}[]) => void} hand.drag
   * @param {() => void} hand.cancel Escape was pressed: go back to where it was grabbed.
   */
  constructor(handles, picture, hand) {
    this.#handles = handles;
    this.#picture = picture;
    this.#aspect = picture.aspect;
    this.#rings = handles.map((handle) => this.#ring(handle, hand));
    this.element.append(...this.#rings);
    this.element.ariaHidden = "true"; // the sliders say and do the same
  }

  /** Let the hand drag only rings whose controls are free; all rings if none are named. */
  lock(/** @type {boolean[] | undefined} */ free) {
    this.#rings.forEach((ring, index) => {
      const { x, y, angle } = this.#handles[index];
      ring.inert = free !== undefined && [x, y, angle].some((scale) => scale && !free[scale.control]);
    });
  }

  /** Put the rings where the frame has drawn what they drag. */
  show(/** @type {(Point | null)[]} */ grips) {
    this.#rings.forEach((ring, index) => {
      const grip = grips[index];
      ring.hidden = !grip;
      if (grip) [ring.style.left, ring.style.top] = this.#picture.styleAt(grip);
    });
  }

  /**
   * @param {Handle} handle
   * @param {{grab: () => void, drag: (places: {control: number, place: number}[]) => void, cancel: () => void}} hand
   */
  #ring(handle, hand) {
    const ring = element("div", { className: `course-ring ${directionOf(handle)}` });
    const stop = () => {
      this.#pointer = undefined;
      document.removeEventListener("keydown", onKey, true);
    };
    const onKey = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      event.stopImmediatePropagation(); // on the stage it would leave
      stop();
      hand.cancel();
    };
    ring.addEventListener("pointerdown", (event) => {
      if (event.button !== 0 || this.#pointer !== undefined) return;
      event.preventDefault();
      ring.setPointerCapture(event.pointerId);
      this.#pointer = event.pointerId;
      document.addEventListener("keydown", onKey, true);
      hand.grab();
    });
    ring.addEventListener("pointermove", (event) => {
      if (event.pointerId === this.#pointer) hand.drag(placesAt(handle, this.#picture.pointAt(event), this.#aspect));
    });
    for (const kind of /** @type {const} */ (["pointerup", "pointercancel"]))
      ring.addEventListener(kind, (event) => event.pointerId === this.#pointer && stop()); // not by another finger
    return ring;
  }
}

/** @type {(handle: Handle) => string} */
const directionOf = (handle) => (handle.angle || (handle.x && handle.y) ? "both" : handle.x ? "along" : "up");
