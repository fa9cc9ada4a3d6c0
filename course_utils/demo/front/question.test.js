import assert from "node:assert/strict";
import { test } from "node:test";
import { sharesOf } from "./question.js";

test("the bars of a vote are shares of the largest", () => {
  assert.deepEqual(sharesOf([12, 30, 0]), [0.4, 1, 0]);
  assert.deepEqual(sharesOf([0, 0]), [0, 0]);
});
