/** @import { Control, Position } from "./protocol.js" */

const MAX_STEPS = 12;
const TRAVEL_MS = 400;

/**
 * The positions between two, at most eleven: sliders pass their values, choices take their new word at once.
 * @param {Pick<Control, "choice" | "sample">[]} controls
 * @param {Position} from
 * @param {Position} to
 * @returns {Position[]}
 */
export function positionsBetween(controls, from, to) {
  const jumps = controls.map(({ choice, sample }) => choice || sample);
  const distances = to.map((place, control) => (jumps[control] ? 0 : Math.abs(place - from[control])));
  const steps = Math.min(Math.max(...distances), MAX_STEPS);
  return Array.from({ length: Math.max(steps - 1, 0) }, (_, step) =>
    to.map((place, control) => {
      if (jumps[control]) return place;
      return Math.round(from[control] + ((place - from[control]) * (step + 1)) / steps);
    }),
  );
}

/** Moves from scene to scene through the positions between. */
export class Travel {
  #visit;
  /** @type {Position[]} */
  #route = []; // what is left, the goal at its end
  #pause = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  /** @param {(position: Position, isGoal: boolean) => void} visit */
  constructor(visit) {
    this.#visit = visit;
  }

  /** Where it leads, as long as it lasts. */
  get goal() {
    return this.#route.at(-1);
  }

  /** Pass some positions, within 400 ms, and arrive. */
  start(/** @type {Position[]} */ between, /** @type {Position} */ goal) {
    clearTimeout(this.#timer);
    this.#route = [...between, goal];
    this.#pause = TRAVEL_MS / MAX_STEPS;
    this.#step();
  }

  /** Arrive now. */
  land() {
    if (!this.goal) return;
    this.#route = [this.goal];
    this.#step();
  }

  /** Stay where it is: a hand has taken over. */
  stop() {
    clearTimeout(this.#timer);
    this.#route = [];
  }

  #step() {
    clearTimeout(this.#timer);
    const position = /** @type {Position} */ (this.#route.shift());
    if (this.#route.length) this.#timer = setTimeout(() => this.#step(), this.#pause);
    this.#visit(position, !this.#route.length);
  }
}
