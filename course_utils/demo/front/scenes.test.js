import assert from "node:assert/strict";
import { test } from "node:test";
import { Scenes } from "./scenes.js";

const SCENES = ["first", "second", "third"].map((title, index) => ({ title, position: [10 * index] }));
const [FIRST, SECOND, THIRD] = SCENES.map((scene) => scene.position);
const ELSEWHERE = [7];

test("a scene is known by its position", () => {
  const scenes = new Scenes(SCENES, FIRST);
  assert.equal(scenes.indexAt([10]), 1);
  assert.equal(scenes.indexAt(ELSEWHERE), -1);
  assert.deepEqual(scenes.titles, ["first", "second", "third"]);
});

test("the next scene after the last is the first, and so is the next from elsewhere", () => {
  const scenes = new Scenes(SCENES, FIRST);
  assert.deepEqual(
    [FIRST, SECOND, THIRD, ELSEWHERE].map((position) => scenes.next(position)),
    [SECOND, THIRD, FIRST, FIRST],
  );
});

test("steps lead through all scenes and back, and not beyond", () => {
  const scenes = new Scenes(SCENES, FIRST);
  assert.equal(scenes.step(FIRST, -1), undefined);
  assert.equal(scenes.step(FIRST, 1), SECOND);
  assert.equal(scenes.step(SECOND, 1), THIRD);
  assert.equal(scenes.step(THIRD, 1), undefined);
  assert.equal(scenes.step(THIRD, -1), SECOND);
});

test("from elsewhere, back is the scene that was left, and forward is the one after it", () => {
  const scenes = new Scenes(SCENES, FIRST);
  scenes.step(FIRST, 1);
  assert.equal(scenes.step(ELSEWHERE, -1), SECOND);
  assert.equal(scenes.step(ELSEWHERE, 1), THIRD);
});

test("a demo that starts elsewhere, or on a later scene, is before its first scene", () => {
  for (const start of [ELSEWHERE, SECOND]) {
    assert.equal(new Scenes(SCENES, start).step(start, 1), FIRST);
    assert.equal(new Scenes(SCENES, start).step(start, -1), undefined);
  }
});

test("a demo is entered before its first scene by a step forward, and on its last by a step back", () => {
  const scenes = new Scenes(SCENES, ELSEWHERE);
  assert.equal(scenes.entrance(-1), THIRD);
  assert.equal(scenes.step(THIRD, 1), undefined);
  assert.equal(scenes.entrance(1), ELSEWHERE);
  assert.equal(scenes.step(ELSEWHERE, 1), FIRST);
});

test("a demo without scenes is entered at its start, forward or back, and has no steps", () => {
  const scenes = new Scenes([], ELSEWHERE);
  assert.equal(scenes.entrance(-1), ELSEWHERE);
  assert.equal(scenes.step(ELSEWHERE, 1), undefined);
});

test("after a scene was picked from the list, steps go on from there", () => {
  const scenes = new Scenes(SCENES, FIRST);
  assert.equal(scenes.visit(1), SECOND);
  assert.equal(scenes.step(ELSEWHERE, 1), THIRD);
  assert.equal(scenes.visit(7), undefined);
});
