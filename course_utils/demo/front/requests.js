/** @import { Answer, Frame, Position, Request } from "./protocol.js" */
/** @import { FrameStore } from "./frames.js" */
import { keyOf } from "./protocol.js";

const WAIT_NOTICE_MS = 3000; // without an answer, before the page says that it waits

/**
 * Brings the frame of the newest position on the screen. Missing frames are requested one at a time: when an answer
 * comes, the position that is the newest by then is next, so a fast hand never leaves a queue behind.
 */
export class FrameRequests {
  #frames;
  #actions;
  /** @type {Position} */
  #wanted = [];
  /** @type {string | undefined} */
  #pending; // the key of the position in flight
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /**
   * @param {Pick<FrameStore, "get">} frames
   * @param {object} actions
   * @param {(request: Request) => void} actions.ask
   * @param {(frame: Frame) => void} actions.draw
   * @param {(reason: string) => void} actions.fail
   * @param {() => void} actions.wait Called when an answer takes long.
   */
  constructor(frames, actions) {
    this.#frames = frames;
    this.#actions = actions;
  }

  get pending() {
    return this.#pending !== undefined;
  }

  want(/** @type {Position} */ position) {
    this.#wanted = position;
    const frame = this.#frames.get(position);
    if (frame) this.#actions.draw(frame);
    else this.#request();
  }

  /**
   * Take an answer whose frames are in the store; return whether it belongs to the request in flight. It does not if it
   * is for a second view of the same demo.
   * @param {Answer} answer
   */
  receive({ frames: [frame] = [], failed, reason }) {
    const answered = keyOf(failed ?? frame.position);
    if (answered !== this.#pending) return false;
    this.#pending = undefined;
    clearTimeout(this.#timer);
    const held = this.#frames.get(this.#wanted);
    if (held) this.#actions.draw(held);
    else if (answered === keyOf(this.#wanted)) this.#actions.fail(reason ?? "");
    else {
      if (frame) this.#actions.draw(frame);
      this.#request(); // the hand has moved on
    }
    return true;
  }

  /** Start the wait for an answer again: after a request, and after each report of progress. */
  restartTimer() {
    clearTimeout(this.#timer);
    if (this.pending) this.#timer = setTimeout(this.#actions.wait, WAIT_NOTICE_MS);
  }

  /** Expect no answer to the request in flight. */
  forget() {
    this.#pending = undefined;
    clearTimeout(this.#timer);
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #request() {
    if (this.pending) return;
    this.#pending = keyOf(this.#wanted);
    this.restartTimer();
    this.#actions.ask({ draw: this.#wanted });
  }
}
