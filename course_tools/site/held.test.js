/** @import { Control, Outline, Position } from "../../course_utils/demo/front/protocol.js" */
import assert from "node:assert/strict";
import { test } from "node:test";
import { alsoMoved, nearestHeld, shareHeld } from "./held.js";

const slider = (/** @type {number} */ count) => ({ label: "x", choice: false, texts: Array(count).fill("") });
const choice = (/** @type {number} */ count) => ({ label: "word", choice: true, texts: Array(count).fill("") });
const controls = /** @type {Control[]} */ (/** @type {unknown} */ ([slider(11), slider(11), choice(3)]));
const outline = /** @type {Outline} */ ({ controls });

/** @type {Position[]} */
const held = [
  ...[0, 2, 5, 10].map((place) => [place, 5, 0]), // a line through the start [5, 5, 0]
  ...[0, 5, 10].map((place) => [5, place, 0]),
  [5, 5, 1],
  [5, 5, 2],
  [8, 9, 2], // a scene
];

/** @type {(wanted: Position, from: Position, byDrag?: boolean) => Position} */
const reach = (wanted, from, byDrag = false) => nearestHeld(controls, held, wanted, from, byDrag);

test("a held position is reached", () => {
  assert.deepEqual(reach([2, 5, 0], [5, 5, 0]), [2, 5, 0]);
  assert.deepEqual(reach([8, 9, 2], [5, 0, 0], true), [8, 9, 2]); // a jump to a scene
});

test("a step goes on to the next held place of its slider", () => {
  assert.deepEqual(reach([6, 5, 0], [5, 5, 0]), [10, 5, 0]);
  assert.deepEqual(reach([4, 5, 0], [5, 5, 0]), [2, 5, 0]);
});

test("a drag goes to the nearest held place of its slider, and may stay", () => {
  assert.deepEqual(reach([6, 5, 0], [5, 5, 0], true), [5, 5, 0]);
  assert.deepEqual(reach([9, 5, 0], [5, 5, 0], true), [10, 5, 0]);
});

test("other controls keep their values if anything is held there, else they move to the nearest that is", () => {
  assert.deepEqual(reach([2, 6, 0], [2, 5, 0]), [5, 10, 0]);
  assert.deepEqual(reach([2, 5, 2], [2, 5, 0]), [5, 5, 2]);
});

test("a word that was chosen is kept", () => {
  for (const from of held) for (const word of [0, 1, 2]) assert.equal(reach(from.with(2, word), from)[2], word);
});

test("a step beyond the last held place of its line goes on elsewhere, and stays if nothing is held there", () => {
  assert.deepEqual(reach([8, 10, 2], [8, 9, 2]), [5, 10, 0]);
  assert.deepEqual(nearestHeld(controls, [[8, 9, 2]], [8, 10, 2], [8, 9, 2], false), [8, 9, 2]);
});

test("every move ends at a held position", () => {
  for (const from of held)
    for (const control of controls.keys())
      for (let place = 0; place < controls[control].texts.length; place++)
        for (const byDrag of [false, true]) assert.ok(held.includes(reach(from.with(control, place), from, byDrag)));
});

test("the page says how much it holds, and which other controls moved", () => {
  assert.equal(shareHeld(outline, 363), "");
  assert.match(shareHeld(outline, 10), /holds 10 of the demo’s 363 pictures/);
  assert.equal(alsoMoved(outline, [2, 5, 2], [2, 5, 0], [2, 5, 2]), "");
  assert.match(alsoMoved(outline, [2, 5, 2], [2, 5, 0], [5, 5, 2]), /moved too: x\.$/);
});
