/** @import { Position, Scene } from "./protocol.js" */
import { keyOf } from "./protocol.js";

/** Knows the scenes of a demo and which of them was visited last. Its methods say where to go; they move nothing. */
export class Scenes {
  #scenes;
  #start;
  #visited = -1; // index of the scene visited last

  /**
   * @param {Scene[]} scenes
   * @param {Position} start
   */
  constructor(scenes, start) {
    this.#scenes = scenes;
    this.#start = start;
  }

  get titles() {
    return this.#scenes.map((scene) => scene.title);
  }

  /** The index of the scene at this position; -1 if it is none. */
  indexAt(/** @type {Position} */ position) {
    return this.#scenes.findIndex((scene) => keyOf(scene.position) === keyOf(position));
  }

  /** The scene with this index, which is visited now. */
  visit(/** @type {number} */ index) {
    if (this.#scenes[index]) this.#visited = index;
    return this.#scenes[index]?.position;
  }

  /** The next scene; after the last, and from elsewhere, it is the first. */
  next(/** @type {Position} */ position) {
    return this.visit((this.indexAt(position) + 1) % this.#scenes.length);
  }

  /**
   * The scene one step forward or back; undefined if there is none. From a position that is not a scene, back leads to
   * the scene visited last. The position a demo starts on comes before every scene, unless it is the first scene.
   * @param {Position} position
   * @param {1 | -1} by
   */
  step(position, by) {
    const here = this.indexAt(position);
    const isStart = this.#visited < 0 && here > 0;
    if (here >= 0 && !isStart) return this.visit(here + by);
    return this.visit(this.#visited + (by > 0 ? 1 : 0));
  }

  /**
   * Where a demo is entered: before its first scene by a step forward, on its last scene by a step back.
   * @param {1 | -1} by
   */
  entrance(by) {
    if (by < 0 && this.#scenes.length) return /** @type {Position} */ (this.visit(this.#scenes.length - 1));
    this.#visited = -1;
    return this.#start;
  }
}
