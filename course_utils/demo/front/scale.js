/** @import { Control } from "./protocol.js" */

const MAX_TICKS = 12;
const MIN_GAP = 0.5; // of an even step: where stops come nearer than this, each has the same room

/**
 * A slider's scale: where its stops are, and which have a mark.
 * @typedef {object} Scale
 * @property {number} last The highest place of the scale; the lowest is 0.
 * @property {number[]} places Where each stop is.
 * @property {number[]} ticks Shares of the scale, from 0 to 1.
 * @property {number[]} scenes Shares of the scale where scenes are.
 */

/**
 * Lay out the scale of a control: a value stands where its number is or, if two come too close, each has the same room.
 * @param {Pick<Control, "texts" | "numbers">} control
 * @param {number[]} visited The stops at which scenes are.
 * @returns {Scale}
 */
export function layOutScale({ texts, numbers }, visited) {
  const stops = spread(numbers) ?? [...texts.keys()];
  const last = stops[stops.length - 1];
  const share = (/** @type {number} */ stop) => stops[stop] / last;
  return {
    last,
    places: stops,
    ticks: stops.length <= MAX_TICKS ? [...stops.keys()].map(share) : [],
    scenes: [...new Set(visited)].map(share),
  };
}

/**
 * The distances of numbers from the first; undefined if they do not grow, are evenly spaced, or come too close.
 * @param {number[] | null | undefined} numbers
 */
function spread(numbers) {
  if (!numbers) return undefined;
  const gaps = numbers.slice(1).map((number, index) => number - numbers[index]);
  const even = (numbers[numbers.length - 1] - numbers[0]) / gaps.length;
  if (Math.min(...gaps) < MIN_GAP * even || Math.max(...gaps) < 1.01 * even) return undefined;
  return numbers.map((number) => number - numbers[0]);
}

/**
 * The stop nearest to a place of the scale.
 * @param {number[]} places
 * @param {number} place
 */
export function nearestStop(places, place) {
  const distances = places.map((other) => Math.abs(other - place));
  return distances.indexOf(Math.min(...distances));
}

/** @type {Record<string, (stop: number, count: number) => number>} */
const STEPS = {
  ArrowRight: (stop) => stop + 1,
  ArrowUp: (stop) => stop + 1,
  ArrowLeft: (stop) => stop - 1,
  ArrowDown: (stop) => stop - 1,
  PageUp: (stop, count) => stop + Math.max(Math.round(count / 10), 1),
  PageDown: (stop, count) => stop - Math.max(Math.round(count / 10), 1),
  Home: () => 0,
  End: (_, count) => count - 1,
};

/**
 * The stop to which a key leads; undefined if the key is not for sliders.
 * @param {string} key
 * @param {number} stop
 * @param {number} count How many stops there are.
 */
export function stopAfterKey(key, stop, count) {
  const step = STEPS[key];
  return step && Math.min(Math.max(step(stop, count), 0), count - 1);
}
