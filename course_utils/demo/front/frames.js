/** @import { Frame, Piece, Position } from "./protocol.js" */
import { keyOf } from "./protocol.js";

const MAX_DECODED_FRAMES = 40; // frames kept as bitmaps, which can be drawn before the screen's next refresh

/** @type {(piece: Piece) => Promise<ImageBitmap>} */
const makeBitmap = (piece) =>
  Array.isArray(piece) ? createImageBitmap(...piece) : createImageBitmap(/** @type {Blob} */ (piece));

/** @type {(piece: Piece) => number} */
const bytesOfPiece = (piece) =>
  piece instanceof Uint8Array ? piece.byteLength : piece instanceof Blob ? piece.size : 0; // sheets are not ours

/** @type {(frame: Frame) => number} */
export const bytesOfFrame = ({ pieces }) => pieces.reduce((sum, piece) => sum + bytesOfPiece(piece), 0);

/** Holds frames within a budget of bytes, and bitmaps of the last few used; the least used are dropped first. */
export class FrameStore {
  /** @type {Map<string, Frame>} */
  #frames = new Map(); // least recently used first
  /** @type {Map<Frame, Promise<ImageBitmap[]>>} */
  #decoding = new Map();
  /** @type {Map<Frame, ImageBitmap[]>} */
  #bitmaps = new Map(); // least recently used first
  #bytes = 0;
  #budget;
  #decode;

  /**
   * @param {number} budget
   * @param {(piece: Piece) => Promise<ImageBitmap>} [decode]
   */
  constructor(budget, decode = makeBitmap) {
    this.#budget = budget;
    this.#decode = decode;
  }

  get bytes() {
    return this.#bytes;
  }

  /** @param {Position} position */
  get(position) {
    return this.#frames.get(keyOf(position));
  }

  /** Hold a frame in place of an older one at its position; the newest is held even if it exceeds the budget. */
  hold(/** @type {Frame} */ frame) {
    this.#drop(frame.position);
    this.#frames.set(keyOf(frame.position), frame);
    this.#bytes += bytesOfFrame(frame);
    for (const least of this.#frames.values()) {
      if (this.#bytes <= this.#budget || least === frame) break;
      this.#drop(least.position);
    }
  }

  /** Note that a frame was used. */
  touch(/** @type {Frame} */ frame) {
    if (this.get(frame.position) !== frame) return;
    this.#frames.delete(keyOf(frame.position));
    this.#frames.set(keyOf(frame.position), frame);
  }

  bitmapsOf(/** @type {Frame} */ frame) {
    return this.#bitmaps.get(frame);
  }

  /** Decode the pieces of a frame. Runs need no decoding. */
  async decode(/** @type {Frame} */ frame) {
    if (frame.kind === "runs") return;
    const decoding = this.#decoding.get(frame) ?? Promise.all(frame.pieces.map(this.#decode));
    this.#decoding.set(frame, decoding);
    const bitmaps = await decoding;
    const isReleased = this.#decoding.get(frame) !== decoding;
    if (isReleased) return bitmaps.forEach((bitmap) => bitmap.close());
    this.#bitmaps.delete(frame);
    this.#bitmaps.set(frame, bitmaps);
    for (const least of this.#bitmaps.keys()) {
      if (this.#bitmaps.size <= MAX_DECODED_FRAMES) break;
      this.#release(least);
    }
  }

  /** Release all bitmaps except those of one frame. */
  releaseBitmaps(/** @type {Frame | undefined} */ kept) {
    for (const frame of [...this.#bitmaps.keys()]) if (frame !== kept) this.#release(frame);
  }

  /** Drop all frames: they belong to another background. */
  clear() {
    for (const { position } of [...this.#frames.values()]) this.#drop(position);
  }

  #drop(/** @type {Position} */ position) {
    const frame = this.get(position);
    if (!frame) return;
    this.#frames.delete(keyOf(position));
    this.#bytes -= bytesOfFrame(frame);
    this.#release(frame);
  }

  #release(/** @type {Frame} */ frame) {
    this.#bitmaps.get(frame)?.forEach((bitmap) => bitmap.close());
    this.#bitmaps.delete(frame);
    this.#decoding.delete(frame);
  }
}
