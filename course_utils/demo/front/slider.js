/** @import { Control } from "./protocol.js" */
/** @import { Scale } from "./scale.js" */
import { element } from "./dom.js";
import { layOutScale, nearestStop, stopAfterKey } from "./scale.js";

/**
 * What a control is on the page, and how it shows its place.
 * @typedef {{element: HTMLElement, show: (place: number) => void}} Row
 */

/**
 * @param {Control} control
 * @param {number[]} visited The places at which scenes are.
 * @param {(place: number) => void} onChange
 * @returns {Row}
 */
export function buildSlider(control, visited, onChange) {
  const { label, texts } = control;
  const scale = layOutScale(control, visited);
  const { places, last } = scale;
  const step = places.every(Number.isInteger) ? "1" : "any";
  const input = element("input", { type: "range", min: "0", max: String(last), step, ariaLabel: label });
  const text = element("output");
  text.style.minWidth = `${Math.max(...texts.map((one) => one.length))}ch`;
  let now = -1;
  const goTo = (/** @type {number} */ stop) => {
    if (stop === now) show(stop);
    else onChange(stop);
  };
  input.addEventListener("input", () => goTo(nearestStop(places, Number(input.value))));
  input.addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
    const stop = stopAfterKey(event.key, now, places.length);
    if (stop === undefined) return;
    event.preventDefault();
    goTo(stop);
  });
  const show = (/** @type {number} */ place) => {
    if (Number(input.value) !== places[place] || now < 0) input.value = String(places[place]);
    if (place === now) return;
    now = place;
    input.dataset.place = String(place);
    input.style.setProperty("--share", String(places[place] / last));
    text.value = texts[place];
    input.setAttribute("aria-valuetext", texts[place]);
  };
  const row = element(
    "label",
    { className: "course-slider" },
    element("span", { className: "course-label", textContent: label }),
    text,
    element("span", { className: "course-track" }, input, ...marks(scale)),
    element("small", { ariaHidden: "true" }, ...[texts[0], texts[texts.length - 1]].map(span)),
  );
  return { element: row, show };
}

const span = (/** @type {string} */ textContent) => element("span", { textContent });

function marks(/** @type {Scale} */ { ticks, scenes }) {
  const mark = (/** @type {string} */ className) => (/** @type {number} */ share) => {
    const made = element("i", { className });
    made.style.setProperty("--share", String(share));
    return made;
  };
  return [...ticks.map(mark("course-tick")), ...scenes.map(mark("course-stop"))];
}
