import assert from "node:assert/strict";
import { test } from "node:test";
import { answerTo, sharesOf } from "./question.js";

const question = {
  text: "How many?",
  options: ["none", "one"],
  right: 0,
  because: "no point is met",
  free: [],
  shows: [0],
};

test("an answer says what was chosen and what is so, in words", () => {
  assert.equal(answerTo(question, 0), "Right, “none”: no point is met.");
  assert.equal(answerTo(question, 1), "You chose “one”. It is “none”: no point is met.");
  assert.equal(answerTo(question), "It is “none”: no point is met.");
});

test("the bars of a vote are shares of the largest", () => {
  assert.deepEqual(sharesOf([12, 30, 0]), [0.4, 1, 0]);
  assert.deepEqual(sharesOf([0, 0]), [0, 0]);
});
