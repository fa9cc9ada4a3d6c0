/** @import { Control } from "./protocol.js" */
/** @import { Row } from "./slider.js" */
import { element } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Words to choose from.
 * @param {Control} control
 * @param {string} group Keeps the radio buttons of two controls apart.
 * @param {(place: number) => void} onChange
 * @returns {Row}
 */
export function buildChoice({ label, texts }, group, onChange) {
  const inputs = texts.map((_, place) => {
    const input = element("input", { type: "radio", name: group, value: String(place) });
    input.addEventListener("change", () => onChange(place));
    return input;
  });
  const options = texts.map((text, place) =>
    element("label", { title: text }, inputs[place], element("span", { textContent: text })),
  );
  const chosen = element("output", { ariaHidden: "true" }); // where the words have no room
  chosen.style.minWidth = `${Math.max(...texts.map((one) => one.length)) / 2}em`;
  const row = element(
    "fieldset",
    { className: "course-choice" },
    element("legend", { className: "course-label", textContent: label }),
    chosen,
    element("div", { className: "course-options" }, ...options),
  );
  const show = (/** @type {number} */ place) => {
    inputs[place].checked = true;
    chosen.value = texts[place];
  };
  return { element: row, show };
}

/**
 * A button that takes the next sample.
 * @param {Control} control
 * @param {(place: number) => void} onChange
 * @returns {Row}
 */
export function buildSample({ label, texts }, onChange) {
  const name = /^\w+$/.test(label) ? label : "sample";
  const number = element("small");
  const button = element("button", { type: "button" }, icon("renew"), `new ${name} `, number);
  button.onclick = () => onChange((Number(button.value) + 1) % texts.length);
  const show = (/** @type {number} */ place) => {
    button.value = String(place);
    number.textContent = texts[place];
    button.ariaLabel = `new ${name} ${texts[place]} of ${texts.length}`;
  };
  return { element: element("div", { className: "course-sample" }, button), show };
}
