/** @import { Frame } from "./protocol.js" */
import { element } from "./dom.js";

/** What stands under a picture: what follows from it, for the eyes, and its whole caption, for a screen reader. */
export class Caption {
  shown = element("p", { className: "course-caption" });
  spoken = element("p", { className: "course-spoken" });

  constructor() {
    this.shown.setAttribute("aria-hidden", "true"); // so that nothing is read twice
    this.spoken.setAttribute("role", "status");
  }

  /** Say what a frame shows. */
  show(/** @type {Frame} */ { caption, consequence }) {
    const pieces = consequence.map(([text, role]) => (role ? colored(text, role) : text));
    this.shown.className = "course-caption";
    this.shown.replaceChildren(...pieces);
    this.spoken.textContent = caption;
  }

  /** Say the answer to a question, in place of what follows from the picture; a screen reader hears both. */
  answer(/** @type {string} */ sentence) {
    this.shown.className = "course-caption course-answer";
    this.shown.textContent = sentence;
    this.spoken.textContent = `${sentence} ${this.spoken.textContent}`;
  }

  /** Say nothing, as long as a question is open. */
  hide(/** @type {boolean} */ hidden) {
    this.shown.hidden = this.spoken.hidden = hidden;
  }

  /** Say what is wrong, or why nothing happens. */
  tell(/** @type {string} */ text, /** @type {"course-error" | "course-waiting"} */ kind) {
    this.shown.className = `course-caption ${kind}`;
    this.shown.textContent = text;
    this.spoken.textContent = text;
  }
}

function colored(/** @type {string} */ text, /** @type {string} */ role) {
  const piece = element("b", { textContent: text });
  piece.style.color = `var(--course-${role.replaceAll("_", "-")})`;
  return piece;
}
