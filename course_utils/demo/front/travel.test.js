import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { Travel, positionsBetween } from "./travel.js";

const slider = { choice: false, sample: false };
const choice = { choice: true, sample: false };
const sample = { choice: false, sample: true };

test("a short way passes every value between", () => {
  assert.deepEqual(positionsBetween([slider], [2], [5]), [[3], [4]]);
  assert.deepEqual(positionsBetween([slider], [5], [2]), [[4], [3]]);
  assert.deepEqual(positionsBetween([slider], [5], [5]), []);
});

test("a long way has at most eleven stops, evenly spaced", () => {
  const between = positionsBetween([slider, slider], [0, 30], [48, 24]);
  assert.equal(between.length, 11);
  assert.deepEqual(between[0], [4, 30]);
  assert.deepEqual(between[5], [24, 27]);
  assert.deepEqual(between[10], [44, 25]);
});

test("choices and samples take their new value at once", () => {
  const between = positionsBetween([choice, slider, sample], [0, 0, 4], [3, 2, 0]);
  assert.deepEqual(between, [[3, 1, 0]]);
  assert.deepEqual(positionsBetween([choice], [0], [3]), []);
});

function journey() {
  const visited = [];
  const travel = new Travel((position) => visited.push(position.join()));
  return { travel, visited: () => visited.splice(0) };
}

test("a journey arrives within 400 ms, by way of all that is between", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const { travel, visited } = journey();
  travel.start(positionsBetween([slider], [0], [48]), [48]);
  assert.deepEqual(travel.goal, [48]);
  for (let ms = 0; ms < 400; ms++) mock.timers.tick(1);
  const all = visited();
  assert.equal(all.length, 12);
  assert.equal(all.at(-1), "48");
  assert.equal(travel.goal, undefined);
});

test("without anything between it is there at once", () => {
  const { travel, visited } = journey();
  travel.start([], [7]);
  assert.deepEqual(visited(), ["7"]);
});

test("a second key lands at once, a hand that takes over stays, and a new journey replaces the old", (context) => {
  mock.timers.enable({ apis: ["setTimeout"] });
  context.after(() => mock.timers.reset());
  const { travel, visited } = journey();
  travel.start([[1], [2]], [3]);
  travel.land();
  assert.deepEqual(visited(), ["1", "3"]);
  travel.start([[1], [2]], [3]);
  travel.stop();
  mock.timers.tick(1000);
  assert.deepEqual(visited(), ["1"]);
  travel.start([[1], [2]], [3]);
  travel.start([[5]], [6]);
  mock.timers.tick(1000);
  assert.deepEqual(visited(), ["1", "5", "6"]);
});
