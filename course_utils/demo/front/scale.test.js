import assert from "node:assert/strict";
import { test } from "node:test";
import { layOutScale, nearestStop, stopAfterKey } from "./scale.js";

const control = (count, more = {}) => ({ texts: Array(count).fill(""), numbers: null, ...more });

test("values that are evenly spaced, or words, or too close somewhere, have the same room", () => {
  const even = [0, 0.1, 0.2, 0.3];
  const close = [0, 1, 10, 100];
  for (const numbers of [even, close, null]) {
    assert.deepEqual(layOutScale(control(4, { numbers }), []).places, [0, 1, 2, 3]);
    assert.equal(layOutScale(control(4, { numbers }), []).last, 3);
  }
});

test("values that are not evenly spaced stand where their numbers are", () => {
  const scale = layOutScale(control(4, { numbers: [-1, 0, 2, 4] }), [0, 2, 2]);
  assert.deepEqual(scale.places, [0, 1, 3, 5]);
  assert.equal(scale.last, 5);
  assert.deepEqual(scale.ticks, [0, 0.2, 0.6, 1]);
  assert.deepEqual(scale.scenes, [0, 0.6]);
});

test("a scale of more than twelve stops has no ticks", () => {
  assert.equal(layOutScale(control(12), []).ticks.length, 12);
  assert.equal(layOutScale(control(13), []).ticks.length, 0);
});

test("a hand between two stops is at the nearer one", () => {
  assert.deepEqual(
    [0, 3, 3.6, 4, 9].map((place) => nearestStop([2, 5, 8], place)),
    [0, 0, 1, 1, 2],
  );
});

test("keys lead to the neighbours, the ends, and a tenth of the stops further", () => {
  const after = (key, stop = 15) => stopAfterKey(key, stop, 31);
  assert.deepEqual(
    ["ArrowRight", "ArrowUp", "ArrowLeft", "ArrowDown"].map((key) => after(key)),
    [16, 16, 14, 14],
  );
  assert.deepEqual(
    ["Home", "End", "PageUp", "PageDown"].map((key) => after(key)),
    [0, 30, 18, 12],
  );
  assert.deepEqual([after("ArrowRight", 30), after("PageDown", 1), after("ArrowLeft", 0)], [30, 0, 0]);
  assert.equal(stopAfterKey("PageUp", 0, 4), 1);
  assert.equal(after("Enter"), undefined);
});
