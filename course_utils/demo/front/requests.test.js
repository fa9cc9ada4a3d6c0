import assert from "node:assert/strict";
import { mock, test } from "node:test";
import { FrameStore } from "./frames.js";
import { FrameRequests } from "./requests.js";

const frameAt = (...position) => ({ position, caption: position.join(), kind: "runs", places: [], pieces: [] });

/** A page that follows its controls, and notes what it asks, draws and says. */
function page() {
  const frames = new FrameStore(1000);
  const log = [];
  const requests = new FrameRequests(frames, {
    ask: ({ draw }) => log.push(`ask ${draw}`),
    draw: (frame) => log.push(`draw ${frame.position}`),
    fail: (reason) => log.push(`fail ${reason}`),
    wait: () => log.push("wait"),
  });
  const answer = (...position) => {
    const frame = frameAt(...position);
    frames.hold(frame);
    return requests.receive({ frames: [frame] });
  };
  return { frames, requests, answer, news: () => log.splice(0) };
}

test("a frame that is held is drawn without a request", () => {
  const { frames, requests, news } = page();
  frames.hold(frameAt(3));
  requests.want([3]);
  assert.deepEqual(news(), ["draw 3"]);
  assert.equal(requests.pending, false);
});

test("the latest value wins: one request is in flight, and the newest position is next", () => {
  const { requests, answer, news } = page();
  for (let place = 1; place <= 50; place++) requests.want([place]);
  assert.deepEqual(news(), ["ask 1"]);
  answer(1);
  assert.deepEqual(news(), ["draw 1", "ask 50"]);
  answer(50);
  assert.deepEqual(news(), ["draw 50"]);
  assert.equal(requests.pending, false);
  requests.stop();
});

test("a hand that comes back to a frame that is held sees it, and nothing more is requested", () => {
  const { frames, requests, answer, news } = page();
  frames.hold(frameAt(0));
  requests.want([1]);
  requests.want([0]);
  assert.deepEqual(news(), ["ask 1", "draw 0"]);
  answer(1);
  assert.deepEqual(news(), ["draw 0"]);
  assert.equal(requests.pending, false);
});

test("the reason of a failure is shown where the hand still is", () => {
  const { requests, news } = page();
  requests.want([4]);
  requests.receive({ failed: [4], reason: "there is no way" });
  assert.deepEqual(news(), ["ask 4", "fail there is no way"]);
});

test("after a failure at a position that the hand has left, the newest position is requested", () => {
  const { requests, news } = page();
  requests.want([4]);
  requests.want([5]);
  requests.receive({ failed: [4], reason: "there is no way" });
  assert.deepEqual(news(), ["ask 4", "ask 5"]);
  requests.stop();
});

test("an answer to another view of the same demo changes nothing", () => {
  const { requests, answer, news } = page();
  requests.want([4]);
  news();
  assert.equal(answer(7), false);
  assert.equal(requests.pending, true);
  assert.deepEqual(news(), []);
  requests.stop();
});

test("the page says that it waits after three seconds without an answer, or without progress", () => {
  mock.timers.enable({ apis: ["setTimeout"] });
  const { requests, answer, news } = page();
  requests.want([1]);
  mock.timers.tick(2000);
  requests.restartTimer();
  mock.timers.tick(2000);
  assert.deepEqual(news(), ["ask 1"]);
  mock.timers.tick(1000);
  assert.deepEqual(news(), ["wait"]);
  answer(1);
  requests.restartTimer();
  mock.timers.tick(10_000);
  assert.deepEqual(news(), ["draw 1"]);
  mock.timers.reset();
});

test("after a new background, an answer to what was asked before is not awaited", () => {
  const { requests, answer, news } = page();
  requests.want([4]);
  requests.forget();
  assert.equal(requests.pending, false);
  requests.want([4]);
  answer(4);
  assert.deepEqual(news(), ["ask 4", "ask 4", "draw 4"]);
});
