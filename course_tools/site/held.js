// A page holds some positions of a demo. These functions find where a move can lead, and say what a reader should know.
/** @import { Control, Outline, Position } from "../../course_utils/demo/front/protocol.js" */

/** How far two places of a control are apart: a share of a slider's length; two words are as far apart as its ends. */
const distanceOf = (
  /** @type {Control} */ { choice, texts },
  /** @type {number} */ one,
  /** @type {number} */ other,
) => (choice ? Number(one !== other) : Math.abs(one - other) / (texts.length - 1));

/**
 * The held position that a move reaches: the wanted one, else the nearest at which only the moved controls differ from
 * before, else the nearest of all. A word that was chosen is kept. A drag may stay where it is; a step goes on, in its
 * own direction if there is anything.
 * @param {Control[]} controls
 * @param {Position[]} held
 * @param {Position} wanted
 * @param {Position} from
 * @param {boolean} byDrag
 * @returns {Position}
 */
export function nearestHeld(controls, held, wanted, from, byDrag) {
  const moved = [...controls.keys()].filter((index) => wanted[index] !== from[index]);
  const words = moved.filter((index) => controls[index].choice);
  const isMovedOnly = (/** @type {Position} */ position) =>
    position.every((place, index) => moved.includes(index) || place === from[index]);
  const isBefore = (/** @type {Position} */ position) => position.every((place, index) => place === from[index]);
  const goesOn = (/** @type {Position} */ position) =>
    moved.every((index) => Math.sign(position[index] - from[index]) === Math.sign(wanted[index] - from[index]));
  const distance = (/** @type {Position} */ position) =>
    controls.reduce((sum, control, index) => sum + distanceOf(control, position[index], wanted[index]), 0);

  const possible = held.filter((position) => words.every((index) => position[index] === wanted[index]));
  const along = possible.filter(isMovedOnly);
  const choices = byDrag
    ? [along.some((position) => !isBefore(position)) ? along : [], possible]
    : [along.filter(goesOn), possible.filter(goesOn), [from]];
  const [candidates = held] = choices.filter((some) => some.length);
  return candidates.reduce((best, one) => (distance(one) < distance(best) ? one : best));
}

/**
 * What is said once under a demo: how much of it the page holds. Nothing if that is all.
 * @param {Outline} outline
 * @param {number} count
 */
export function shareHeld({ controls }, count) {
  const all = controls.reduce((product, { texts }) => product * texts.length, 1);
  if (count === all) return "";
  return `This page holds ${group(count)} of the demo’s ${group(all)} pictures; the notebook has all of them.`;
}

/** Write a number in groups of three digits. */
const group = (/** @type {number} */ number) => String(number).replace(/\B(?=(\d{3})+$)/g, "\u202f");

/**
 * Which controls moved though no hand moved them, because the page lacks the wanted position. Nothing if none did.
 * @param {Outline} outline
 * @param {Position} wanted
 * @param {Position} from
 * @param {Position} reached
 */
export function alsoMoved({ controls }, wanted, from, reached) {
  const others = controls.filter((_, index) => wanted[index] === from[index] && reached[index] !== from[index]);
  if (!others.length) return "";
  return `That combination is not among them, so this moved too: ${others.map(({ label }) => label).join(", ")}.`;
}
