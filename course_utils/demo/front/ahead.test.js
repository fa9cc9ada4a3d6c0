import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { MAX_FRAMES_AHEAD, Prefetcher, REST_MS, nearbyPositions, positionsToRequest } from "./ahead.js";
import { FrameStore } from "./frames.js";

const outlineOf = (lengths, { scenes = [], slow = [], budget = 1000 } = {}) => ({
  controls: lengths.map((length, index) => ({ texts: Array(length).fill(""), ahead: !slow.includes(index) })),
  scenes: scenes.map((position) => ({ position })),
  budget,
});
const frameAt = (position, bytes = 1) => ({ position, kind: "runs", places: [], pieces: [new Uint8Array(bytes)] });
const texts = (positions) => positions.map((position) => position.join());

test("requests in order: the control moved last, the others, the scenes, then all positions, near ones first", () => {
  const outline = outlineOf([4, 3], { scenes: [[3, 2]] });
  assert.deepEqual(texts(positionsToRequest(outline, [1, 0], 0, true)), [
    "2,0",
    "0,0",
    "3,0",
    "1,1",
    "1,2",
    "3,2",
    "2,1", // on the way to the scene
    "1,0",
    "0,1",
    "0,2",
    "2,2",
    "3,1",
  ]);
  assert.deepEqual(texts(positionsToRequest(outline, [1, 0], 1, false)), [
    "1,1",
    "1,2",
    "2,0",
    "0,0",
    "3,0",
    "3,2",
    "2,1",
  ]);
});

test("no position is requested twice, and a small demo is requested completely", () => {
  const all = texts(positionsToRequest(outlineOf([5, 4, 3], { scenes: [[0, 0, 0]] }), [2, 2, 2], 0, true));
  assert.equal(new Set(all).size, all.length);
  assert.equal(all.length, 60);
});

test("if a demo has too many frames, they are requested along its controls only", () => {
  assert.ok(31 * 31 > MAX_FRAMES_AHEAD);
  assert.equal(positionsToRequest(outlineOf([31, 31]), [0, 0], 0, true).length, 60);
});

test("if a control takes long to compute, frames are requested along the others only", () => {
  const outline = outlineOf([4, 3], { scenes: [[3, 2]], slow: [0] });
  assert.deepEqual(texts(positionsToRequest(outline, [1, 0], 0, true)), ["1,1", "1,2"]);
});

test("the frames nearest to the hand are decoded: eight steps along its control, one along the others", () => {
  const near = texts(nearbyPositions(outlineOf([40, 40]), [20, 20], 0));
  assert.deepEqual(near.slice(0, 4), ["21,20", "19,20", "22,20", "18,20"]);
  assert.ok(near.includes("28,20") && !near.includes("29,20"));
  assert.ok(near.includes("20,21") && !near.includes("20,22"));
});

/** A demo at rest, and what it asks. */
function prefetcher(lengths, { visible = true, waiting = false, budget = 1000 } = {}) {
  mock.timers.enable({ apis: ["setTimeout"] });
  const frames = new FrameStore(budget);
  const asked = [];
  const state = { visible, waiting };
  const ahead = new Prefetcher(
    outlineOf(lengths, { budget }),
    frames,
    { position: [0, 0], last: 0 },
    {
      ask: (question) => asked.push(texts(question.ahead)),
      isVisible: () => state.visible,
      isWaiting: () => state.waiting,
    },
  );
  const answer = (positions, more = {}) => {
    const received = positions.map((position) => frameAt(position, more.bytes));
    received.forEach((frame) => frames.hold(frame));
    ahead.receive({ frames: received, ...more });
  };
  return { ahead, frames, state, answer, asked: () => asked.splice(0) };
}

test("while the hand rests, eight frames are requested at once, then the next", (context) => {
  context.after(() => mock.timers.reset());
  const { ahead, answer, asked } = prefetcher([12, 2]);
  ahead.restart();
  mock.timers.tick(REST_MS - 1);
  assert.deepEqual(asked(), []);
  mock.timers.tick(1);
  const [first] = asked();
  assert.deepEqual(first, ["1,0", "2,0", "3,0", "4,0", "5,0", "6,0", "7,0", "8,0"]);
  mock.timers.tick(10_000);
  assert.deepEqual(asked(), []); // one question at a time
  answer([
    [1, 0],
    [2, 0],
  ]);
  mock.timers.tick(1);
  assert.equal(asked()[0][0], "3,0");
});

test("what cannot be drawn is not requested again", (context) => {
  context.after(() => mock.timers.reset());
  const { ahead, answer, asked } = prefetcher([3, 2]);
  ahead.restart();
  mock.timers.tick(REST_MS);
  assert.ok(asked()[0].includes("2,0"));
  answer([], { undrawable: [[2, 0]] });
  mock.timers.tick(1);
  assert.ok(!asked()[0].includes("2,0"));
});

test("nothing is requested ahead while the demo is out of sight or a hand waits", (context) => {
  context.after(() => mock.timers.reset());
  for (const hindrance of [{ visible: false }, { waiting: true }]) {
    const { ahead, asked } = prefetcher([3, 2], hindrance);
    ahead.restart();
    mock.timers.tick(REST_MS);
    assert.deepEqual(asked(), []);
    mock.timers.reset();
  }
});

test("a kernel that has other work is left alone for a second", (context) => {
  context.after(() => mock.timers.reset());
  const { ahead, answer, asked } = prefetcher([3, 2]);
  ahead.restart();
  mock.timers.tick(REST_MS);
  asked();
  answer([], { later: true });
  mock.timers.tick(999);
  assert.deepEqual(asked(), []);
  mock.timers.tick(1);
  assert.equal(asked().length, 1);
});

test("after a move no more bytes are requested ahead than the budget allows", (context) => {
  context.after(() => mock.timers.reset());
  const { ahead, answer, asked } = prefetcher([100, 2], { budget: 20 });
  ahead.restart();
  mock.timers.tick(REST_MS);
  asked();
  answer(
    [
      [1, 0],
      [2, 0],
    ],
    { bytes: 10 },
  );
  mock.timers.tick(10_000);
  assert.deepEqual(asked(), []);
  ahead.restart();
  mock.timers.tick(REST_MS);
  assert.equal(asked().length, 1);
});

test("after a new background everything is requested again", (context) => {
  context.after(() => mock.timers.reset());
  const { ahead, frames, answer, asked } = prefetcher([3, 2]);
  ahead.restart();
  mock.timers.tick(REST_MS);
  asked();
  answer([[1, 0]], { undrawable: [[2, 0]] });
  frames.clear();
  ahead.forget();
  mock.timers.tick(REST_MS);
  assert.ok(asked().at(-1).includes("2,0"));
});
