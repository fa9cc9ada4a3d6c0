/** @import { Answer, Outline, Position, Request } from "./protocol.js" */
/** @import { FrameStore } from "./frames.js" */
import { bytesOfFrame } from "./frames.js";
import { keyOf } from "./protocol.js";
import { positionsBetween } from "./travel.js";

export const REST_MS = 250; // without a move, before anything is requested ahead
const RETRY_MS = 1000; // until the next try, when the kernel has other work
const FRAMES_PER_QUESTION = 8;
export const MAX_FRAMES_AHEAD = 600; // between one move and the next
const DECODED_STEPS = 8; // from here, decoded while the hand rests

/**
 * Positions along one control, near ones first.
 * @param {Outline} outline
 * @param {Position} position
 * @param {number} control
 * @param {number} [furthest]
 * @returns {Position[]}
 */
function positionsAlong({ controls }, position, control, furthest = Infinity) {
  const { length } = controls[control].texts;
  const found = [];
  for (let distance = 1; distance <= Math.min(length, furthest); distance++)
    for (const place of [position[control] + distance, position[control] - distance])
      if (place >= 0 && place < length) found.push(position.with(control, place));
  return found;
}

/**
 * The controls along which frames may be requested, beginning with the one moved last.
 * @param {Outline} outline
 * @param {number} last
 */
const controlsInOrder = ({ controls }, last) =>
  [last, ...[...controls.keys()].filter((control) => control !== last)].filter((control) => controls[control].ahead);

/**
 * The positions that the next moves are most likely to reach.
 * @type {(outline: Outline, position: Position, last: number) => Position[]}
 */
export const nearbyPositions = (outline, position, last) => [
  ...positionsAlong(outline, position, last, DECODED_STEPS),
  ...controlsInOrder(outline, last).flatMap((control) => positionsAlong(outline, position, control, 1)),
];

/**
 * Every position of a demo, near ones first; none if there are too many to request.
 * @param {Outline} outline
 * @param {Position} position
 */
function allPositions({ controls }, position) {
  if (controls.reduce((product, { texts }) => product * texts.length, 1) > MAX_FRAMES_AHEAD) return [];
  const all = controls.reduce(
    (some, { texts }) => some.flatMap((start) => texts.map((_, place) => [...start, place])),
    /** @type {Position[]} */ ([[]]),
  );
  const distance = (/** @type {Position} */ other) =>
    other.reduce((sum, place, control) => sum + Math.abs(place - position[control]), 0);
  return all.sort((one, other) => distance(one) - distance(other));
}

/**
 * The scenes, and what is passed on the way to the next.
 * @param {Outline} outline
 * @param {Position} position
 */
function scenePositions({ controls, scenes }, position) {
  const positions = scenes.map((scene) => scene.position);
  if (!positions.length) return [];
  const here = positions.findIndex((one) => keyOf(one) === keyOf(position));
  return [...positions, ...positionsBetween(controls, position, positions[(here + 1) % positions.length])];
}

/**
 * The positions to request ahead, each once: what answers the question, along each control from here, then the scenes and the way to the next,
 * then, if there is room, all others. A control whose values take long to compute is left out; if a demo has one, so
 * are the scenes and all others.
 * @param {Outline} outline
 * @param {Position} position
 * @param {number} last The control that moved last.
 * @param {boolean} room
 */
export function positionsToRequest(outline, position, last, room) {
  const quick = outline.controls.every((control) => control.ahead);
  const found = [
    ...(quick && outline.question ? [outline.question.shows] : []),
    ...controlsInOrder(outline, last).flatMap((control) => positionsAlong(outline, position, control)),
    ...(quick ? scenePositions(outline, position) : []),
    ...(quick && room ? allPositions(outline, position) : []),
  ];
  return [...new Map(found.map((one) => [keyOf(one), one])).values()];
}

/** While the hand rests, requests the frames that it may want next, and decodes the nearest. */
export class Prefetcher {
  #outline;
  #frames;
  #controls;
  #actions;
  #asked = { frames: 0, bytes: 0 }; // since the last move
  #pending = false;
  /** @type {Set<string>} */
  #undrawable = new Set();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #busyUntil = 0; // by the page's clock

  /**
   * @param {Outline} outline
   * @param {FrameStore} frames
   * @param {{position: Position, last: number}} controls
   * @param {object} actions
   * @param {(request: Request) => void} actions.ask
   * @param {() => boolean} actions.isVisible Whether the demo is on the screen.
   * @param {() => boolean} actions.isWaiting Whether a hand waits for a frame.
   */
  constructor(outline, frames, controls, actions) {
    this.#outline = outline;
    this.#frames = frames;
    this.#controls = controls;
    this.#actions = actions;
  }

  /** Begin again from a new position. */
  restart() {
    this.#asked = { frames: 0, bytes: 0 };
    this.rest();
  }

  /** Wait until the hand has rested. */
  rest(milliseconds = REST_MS) {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#lookAhead(), Math.max(milliseconds, this.#busyUntil - performance.now()));
  }

  /** Wait, because a hand is moving something on the page, perhaps another demo. */
  yieldToHand() {
    this.#busyUntil = performance.now() + REST_MS;
    this.rest();
  }

  /** Take the answer to a question of ours. */
  receive(/** @type {Answer} */ { frames = [], undrawable = [], later }) {
    this.#pending = false;
    this.#asked.frames += frames.length;
    this.#asked.bytes += frames.reduce((sum, frame) => sum + bytesOfFrame(frame), 0);
    undrawable.forEach((position) => this.#undrawable.add(keyOf(position)));
    this.rest(later ? RETRY_MS : 0);
  }

  /** Decode what the next moves are most likely to need. */
  decodeNearby(count = Infinity) {
    for (const position of nearbyPositions(this.#outline, this.#controls.position, this.#controls.last).slice(
      0,
      count,
    )) {
      const frame = this.#frames.get(position);
      if (frame) this.#frames.decode(frame);
    }
  }

  /** Begin again with another background. */
  forget() {
    this.#pending = false;
    this.#undrawable.clear();
    this.restart();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  #lookAhead() {
    if (!this.#actions.isVisible()) return;
    this.decodeNearby();
    const enough = this.#asked.frames >= MAX_FRAMES_AHEAD || this.#asked.bytes >= this.#outline.budget;
    if (this.#pending || this.#actions.isWaiting() || enough) return;
    const missing = this.#missing().slice(0, FRAMES_PER_QUESTION);
    if (!missing.length) return;
    this.#pending = true;
    this.#actions.ask({ ahead: missing });
  }

  #missing() {
    const { position, last } = this.#controls;
    const room = this.#frames.bytes < this.#outline.budget / 2;
    return positionsToRequest(this.#outline, position, last, room).filter(
      (one) => !this.#frames.get(one) && !this.#undrawable.has(keyOf(one)),
    );
  }
}
