/** @import { Point } from "./protocol.js" */
const NARROW_PX = 560; // a card that is narrower has no room for a whole picture
const SOFT = 1.1; // times its pixels on the screen, a picture looks soft
export const SHARPER = 4 / 3;

/**
 * A part of a picture, all of its height, and where it goes.
 * @typedef {{from: number, width: number, left: number, top: number}} Part
 */

/**
 * Lay the parts of a picture under each other if it is split, the narrower one in the middle.
 * @param {[number, number]} pixels Width and height of the picture.
 * @param {number | null} split The share of the width where it is cut; null if it is whole.
 * @returns {{size: [number, number], parts: Part[]}}
 */
export function layOutParts([width, height], split) {
  if (split === null) return { size: [width, height], parts: [{ from: 0, width, left: 0, top: 0 }] };
  const cut = Math.round(width * split);
  const widest = Math.max(cut, width - cut);
  const part = (/** @type {number} */ from, /** @type {number} */ to, /** @type {number} */ top) => {
    const own = to - from;
    return { from, width: own, left: Math.floor((widest - own) / 2), top };
  };
  return { size: [widest, 2 * height], parts: [part(0, cut, 0), part(cut, width, height)] };
}

/**
 * Where a point of the picture is on a canvas with these parts, as shares of the canvas.
 * @param {{size: [number, number], parts: Part[]}} layout
 * @param {[number, number]} pixels
 * @param {Point} point
 * @returns {Point}
 */
export function toCanvas({ size, parts }, [width, height], [x, y]) {
  const { from, left, top } = parts.find((part) => x * width <= part.from + part.width) ?? parts[parts.length - 1];
  return [(left + x * width - from) / size[0], (top + y * height) / size[1]];
}

/**
 * The point of the picture that is at this place of the canvas.
 * @param {{size: [number, number], parts: Part[]}} layout
 * @param {[number, number]} pixels
 * @param {Point} place
 * @returns {Point}
 */
export function toPicture({ size, parts }, [width, height], [x, y]) {
  const { from, left, top } = parts.findLast((part) => part.top <= y * size[1]) ?? parts[0];
  return [(x * size[0] - left + from) / width, (y * size[1] - top) / height];
}

/** Whether a card of this width has room for parts of a picture only. */
export const isNarrow = (/** @type {number} */ width) => width < NARROW_PX;

/**
 * Whether a picture is shown so large that it should be drawn with more pixels.
 * @param {[number, number]} pixels
 * @param {{width: number, height: number}} room In pixels of the screen; a height of 0 is as high as needed.
 */
export function isSoft([width, height], room) {
  const shown = Math.min(room.width, room.height ? (room.height * width) / height : Infinity);
  return shown > SOFT * width;
}
