import assert from "node:assert/strict";
import { test } from "node:test";
import { Player, stepTime } from "./play.js";

/** A player over five values whose frames are there unless `late` says otherwise; `wait` lets that many steps pass. */
function start(late = () => false) {
  /** @type {(() => void) | undefined} */
  let due;
  const clock = {
    setTimeout: (/** @type {() => void} */ act) => ((due = act), 1),
    clearTimeout: () => (due = undefined),
  };
  const run = { place: 0, changes: /** @type {boolean[]} */ ([]) };
  const player = new Player(
    { step: () => ++run.place < 4, isReady: () => !late(), onChange: (playing) => run.changes.push(playing) },
    clock,
  );
  const wait = (/** @type {number} */ steps) => {
    for (; steps > 0; steps--) due?.();
  };
  player.play(5);
  return { player, run, wait };
}

test("a run goes to the last value and stops there", () => {
  const { player, run, wait } = start();
  wait(10);
  assert.deepEqual([run.place, run.changes, player.playing], [4, [true, false], false]);
});

test("a frame that is not there yet is waited for", () => {
  let late = true;
  const { run, wait } = start(() => late);
  wait(10);
  assert.equal(run.place, 0);
  late = false;
  wait(1);
  assert.equal(run.place, 1);
});

test("a pause stops at once", () => {
  const { player, run, wait } = start();
  wait(1);
  player.pause();
  wait(10);
  assert.deepEqual([run.place, run.changes], [1, [true, false]]);
});

test("many values are shown at 20 a second or more, few slowly enough to be read", () => {
  assert.ok(stepTime(300) <= 50);
  assert.ok(stepTime(5) >= 500);
});
