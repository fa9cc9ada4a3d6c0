import assert from "node:assert/strict";
import { test } from "node:test";
import { isSoft, layOutParts } from "./layout.js";

test("a whole picture is one part", () => {
  assert.deepEqual(layOutParts([1440, 605], null), {
    size: [1440, 605],
    parts: [{ from: 0, width: 1440, left: 0, top: 0 }],
  });
});

test("the parts of a split picture are under each other, the narrower one in the middle, and nothing is lost", () => {
  const { size, parts } = layOutParts([1000, 400], 0.62);
  assert.deepEqual(size, [620, 800]);
  assert.deepEqual(parts, [
    { from: 0, width: 620, left: 0, top: 0 },
    { from: 620, width: 380, left: 120, top: 400 },
  ]);
  assert.deepEqual(layOutParts([1000, 400], 0.3).size, [700, 800]);
});

test("a picture is soft where it is shown much larger than it is", () => {
  assert.ok(!isSoft([1440, 605], { width: 1500, height: 0 }));
  assert.ok(isSoft([1440, 605], { width: 1920, height: 806 }));
  assert.ok(!isSoft([1440, 605], { width: 1920, height: 605 })); // its height is what limits it
});
