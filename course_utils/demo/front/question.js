/** @import { Question } from "./protocol.js" */
import { element } from "./dom.js";

/**
 * The shares of a vote, the largest 1; all 0 if nobody voted.
 * @param {number[]} counts
 */
export function sharesOf(counts) {
  const most = Math.max(...counts, 1);
  return counts.map((count) => count / most);
}

/**
 * Asks before the demo tells: the question and its options stand where the consequence will. A click or a key from 1 to 4
 * commits; "show me" skips. On the stage, hands may be counted.
 */
export class QuestionCard {
  element = element("section", { className: "course-question", ariaLabel: "Predict first" });
  isOpen = false;
  #question;
  #onAnswer;
  /** @type {HTMLInputElement[]} */
  #counts = []; // of hands, for each option

  /**
   * @param {Question} question
   * @param {(sentence: string, hadFocus: boolean) => void} onAnswer
   */
  constructor(question, onAnswer) {
    this.#question = question;
    this.#onAnswer = onAnswer;
  }

  /**
   * Commit to an option, or to none of them; return whether the question was open and has this option.
   * @param {number} [chosen]
   */
  commit(chosen) {
    if (!this.isOpen || (chosen !== undefined && !this.#question.options[chosen])) return false;
    const hadFocus = this.element.contains(document.activeElement);
    this.isOpen = false;
    this.#showVotes();
    const { answers, skipped } = this.#question;
    this.#onAnswer(chosen === undefined ? skipped : answers[chosen], hadFocus);
    return true;
  }

  /** Ask, as if nobody had answered. */
  open() {
    this.isOpen = true;
    this.element.hidden = false;
    this.#ask();
  }

  /** Commit by a key; return whether it was one. */
  press(/** @type {string} */ key) {
    return /^[1-4]$/.test(key) && this.commit(Number(key) - 1);
  }

  #ask() {
    const { text, options } = this.#question;
    this.#counts = options.map((option) =>
      element("input", { type: "number", min: "0", ariaLabel: `hands for ${option}`, placeholder: "hands" }),
    );
    const rows = options.map((option, index) => {
      const number = element("kbd", { textContent: String(index + 1) });
      const button = element("button", { type: "button", onclick: () => this.commit(index) }, number, option);
      return element("li", {}, button, this.#counts[index]);
    });
    const skip = element("button", { type: "button", className: "course-quiet", textContent: "show me" });
    skip.addEventListener("click", () => this.commit());
    const ask = element("p", {}, element("span", { textContent: "Predict first" }), text);
    this.element.replaceChildren(ask, element("ol", {}, ...rows), skip);
  }

  /** Show how many hands went up for each option, if they were counted. */
  #showVotes() {
    const counts = this.#counts.map((count) => Math.max(Number(count.value) || 0, 0));
    const { options, right } = this.#question;
    const bars = sharesOf(counts).map((share, index) => {
      const bar = element("i", { className: "course-bar" });
      bar.style.setProperty("--share", String(share));
      const words = `${index === right ? "✓ " : ""}${options[index]}: ${counts[index]}`;
      return element("li", {}, bar, words);
    });
    this.element.replaceChildren(element("ol", { className: "course-votes" }, ...bars));
    this.element.hidden = !counts.some(Boolean);
  }
}
