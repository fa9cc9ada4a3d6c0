import assert from "node:assert/strict";
import { test } from "node:test";
import { placesAt } from "./handles.js";

const plane = {
  centre: [0.5, 0.5],
  x: { control: 0, places: [0.2, 0.4, 0.6, 0.8] },
  y: { control: 1, places: [0.9, 0.5, 0.1] },
};
const dial = { centre: [0.5, 0.5], angle: { control: 2, places: [0, 90, 180, 270, 355] } };

test("a drag sets the values that are drawn nearest", () => {
  assert.deepEqual(placesAt(plane, [0.69, 0.2], 2), [
    { control: 0, place: 2 },
    { control: 1, place: 2 },
  ]);
});

test("a drag beyond the picture sets the last value on that side", () => {
  assert.deepEqual(placesAt(plane, [-3, 7], 2), [
    { control: 0, place: 0 },
    { control: 1, place: 0 },
  ]);
});

test("a direction is counted from the right against the clock, whatever the shape of the picture", () => {
  const at = (/** @type {[number, number]} */ point, aspect = 2) => placesAt(dial, point, aspect)[0].place;
  assert.equal(at([0.9, 0.5]), 0);
  assert.equal(at([0.5, 0.1]), 1);
  assert.equal(at([0.1, 0.5]), 2);
  assert.equal(at([0.5, 0.9]), 3);
  assert.equal(at([0.9, 0.56]), 4); // 4 degrees below the right is nearer to 355 than to 0
});
