/** @import { Answer, Demo, Version } from "./protocol.js" */
import { SHARPER } from "./layout.js";
import { isDark } from "./theme.js";

const RESIZED_MS = 200; // without a change of size, before pictures are drawn for it

/** @type {(one?: Version, other?: Version) => boolean} */
const isSame = (one, other) => String(one) === String(other);

/** Knows in which version pictures are drawn: in the colours of the page, and as sharp as the screen. */
export class Versions {
  /** @type {Version | undefined} */
  now; // of the frames that are held
  #first;
  #wanted;
  #actions;
  #isLarge = false; // so that the picture would look soft
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Demo} demo
   * @param {object} actions
   * @param {(isDark: boolean) => void} actions.color Give the demo the colours of the page.
   * @param {() => boolean} actions.isVisible Whether the demo is on the screen.
   * @param {(version: Version) => void} actions.ask Ask for the background in a version.
   */
  constructor({ version }, actions) {
    this.now = this.#first = this.#wanted = version;
    this.#actions = actions;
  }

  /** Take the colours of the page, and ask for pictures in them, as sharp as the screen. */
  adapt() {
    const look = isDark() ? "dark" : "light";
    this.#actions.color(look === "dark");
    if (!this.#first || !this.#actions.isVisible()) return;
    /** @type {Version} */
    const wanted = [look, this.#first[1] * (this.#isLarge ? SHARPER : 1)];
    if (isSame(wanted, this.#wanted)) return;
    this.#wanted = wanted;
    this.#actions.ask(wanted);
  }

  /** Adapt to a new size, once it stays. */
  resize(/** @type {boolean} */ isLarge) {
    this.#isLarge = isLarge;
    this.stop();
    this.#timer = setTimeout(() => this.adapt(), RESIZED_MS);
  }

  /** Whether an answer brings the background that was asked for last. */
  brings(/** @type {Answer} */ { background, version }) {
    return background !== undefined && isSame(version, this.#wanted);
  }

  /** Whether an answer belongs to the background on screen. */
  fits(/** @type {Answer} */ { version }) {
    return !version || isSame(version, this.now);
  }

  stop() {
    clearTimeout(this.#timer);
  }
}
