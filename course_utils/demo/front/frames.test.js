import assert from "node:assert/strict";
import { test } from "node:test";
import { FrameStore } from "./frames.js";

const frameOf = (bytes, ...position) => ({ position, kind: "runs", places: [], pieces: [new Uint8Array(bytes)] });
const positionsOf = (store, ...frames) => frames.filter((frame) => store.get(frame.position) === frame);

class Bitmaps {
  open = 0;
  make = async () => {
    this.open += 1;
    return { close: () => (this.open -= 1) };
  };
}
const jpeg = (...position) => ({ ...frameOf(10, ...position), kind: "jpeg" });

test("frames are held within the budget, and the least recently used one goes first", () => {
  const store = new FrameStore(30);
  const [first, second, third, fourth] = [0, 1, 2, 3].map((place) => frameOf(10, place));
  [first, second, third].forEach((frame) => store.hold(frame));
  assert.equal(store.bytes, 30);
  store.touch(first);
  store.hold(fourth);
  assert.deepEqual(positionsOf(store, first, second, third, fourth), [first, third, fourth]);
  assert.equal(store.bytes, 30);
});

test("as many frames are dropped as a large one needs", () => {
  const store = new FrameStore(30);
  [0, 1, 2].forEach((place) => store.hold(frameOf(10, place)));
  store.hold(frameOf(20, 9));
  assert.equal(store.get([0]), undefined);
  assert.equal(store.get([1]), undefined);
  assert.ok(store.get([2]));
});

test("the newest frame is held even if it is larger than the budget", () => {
  const store = new FrameStore(30);
  const small = frameOf(10, 0);
  const large = frameOf(50, 1);
  store.hold(small);
  store.hold(large);
  assert.deepEqual(positionsOf(store, small, large), [large]);
  assert.equal(store.bytes, 50);
});

test("a frame that is held again replaces the old one, counts once, and is dropped last", () => {
  const store = new FrameStore(30);
  const old = frameOf(10, 0);
  const other = frameOf(10, 1);
  const renewed = frameOf(20, 0);
  store.hold(old);
  store.hold(other);
  store.hold(renewed);
  assert.equal(store.bytes, 30);
  store.hold(frameOf(10, 2));
  assert.deepEqual(positionsOf(store, old, other, renewed), [renewed]);
  assert.equal(store.bytes, 30);
});

test("only a frame that is held can be touched", () => {
  const store = new FrameStore(30);
  const old = frameOf(10, 0);
  store.hold(old);
  store.hold(frameOf(20, 0));
  store.touch(old);
  store.touch(frameOf(10, 5));
  assert.notEqual(store.get([0]), old);
  assert.equal(store.get([5]), undefined);
  assert.equal(store.bytes, 20);
});

test("the bitmaps of the last 40 frames are kept, and the others are closed", async () => {
  const bitmaps = new Bitmaps();
  const store = new FrameStore(1e6, bitmaps.make);
  const frames = Array.from({ length: 45 }, (_, place) => jpeg(place));
  frames.forEach((frame) => store.hold(frame));
  for (const frame of frames) await store.decode(frame);
  assert.equal(bitmaps.open, 40);
  assert.equal(store.bitmapsOf(frames[0]), undefined);
  assert.equal(store.bitmapsOf(frames[44]).length, 1);
  store.releaseBitmaps(frames[44]);
  assert.equal(bitmaps.open, 1);
});

test("a frame is decoded once, and runs need no decoding", async () => {
  const bitmaps = new Bitmaps();
  const store = new FrameStore(1e6, bitmaps.make);
  const frame = jpeg(0);
  await Promise.all([store.decode(frame), store.decode(frame), store.decode(frameOf(10, 1))]);
  await store.decode(frame);
  assert.equal(bitmaps.open, 1);
});

test("a frame that is dropped, even while it is being decoded, leaves no bitmap open", async () => {
  const bitmaps = new Bitmaps();
  const store = new FrameStore(10, bitmaps.make);
  for (const place of [0, 1, 2]) {
    store.hold(jpeg(place));
    const decoding = store.decode(store.get([place]));
    if (place) await decoding;
  }
  store.hold(frameOf(10, 3));
  assert.equal(bitmaps.open, 0);
});

test("frames of another background are dropped with their bitmaps", async () => {
  const bitmaps = new Bitmaps();
  const store = new FrameStore(1000, bitmaps.make);
  for (const place of [0, 1, 2]) {
    store.hold(jpeg(place));
    await store.decode(store.get([place]));
  }
  store.clear();
  assert.equal(store.bytes, 0);
  assert.equal(store.get([1]), undefined);
  assert.equal(bitmaps.open, 0);
});
