/** @import { Demo, Frame } from "./protocol.js" */
/** @import { FrameStore } from "./frames.js" */
import { element } from "./dom.js";
import { unroll } from "./protocol.js";

/**
 * Draws frames over the background of a demo.
 *
 * A frame is composed out of sight and handed over as a whole. Without a graphics card, drawing on a visible canvas
 * makes the browser copy it, and every other canvas of the page, at each refresh of the screen.
 */
export class FrameCanvas {
  /** @type {HTMLCanvasElement & {frame?: Frame}} `frame` is what it shows. */
  element;
  #frames;
  #onDrawn;
  #screen;
  #board;
  #pen;
  #background;
  /** @type {ImageBitmap | undefined} */
  #backgroundBitmap;
  /** @type {ImageData | undefined} */
  #pixels; // where runs are unrolled
  #drawing = false;
  /** @type {Frame | undefined} */
  #newest; // not drawn yet

  /**
   * @param {Demo} demo
   * @param {FrameStore} frames
   * @param {(frame: Frame) => void} onDrawn
   */
  constructor({ pixels: [width, height], background }, frames, onDrawn) {
    this.#frames = frames;
    this.#onDrawn = onDrawn;
    this.element = element("canvas", { width, height });
    this.element.setAttribute("role", "img");
    this.#screen = /** @type {ImageBitmapRenderingContext} */ (
      this.element.getContext("bitmaprenderer", { alpha: false })
    );
    this.#board = new OffscreenCanvas(width, height);
    this.#pen = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#board.getContext("2d", { alpha: false }));
    this.#background = background;
    if (background instanceof ImageData) this.#pixels = new ImageData(width, height);
  }

  /** Draw a frame; return whether this call did. A call that is still decoding an older frame draws the newest next. */
  async draw(/** @type {Frame} */ frame) {
    this.#newest = frame;
    if (this.#drawing) return false;
    this.#drawing = true;
    try {
      while (this.#newest) await this.#put(this.#newest);
    } finally {
      this.#drawing = false; // a picture that cannot be decoded must not end all drawing
    }
    return true;
  }

  async #put(/** @type {Frame} */ frame) {
    if (frame.kind !== "runs" && !(this.#backgroundBitmap && this.#frames.bitmapsOf(frame))) {
      this.#backgroundBitmap ??= await createImageBitmap(this.#background);
      await this.#frames.decode(frame);
      if (!this.#frames.bitmapsOf(frame)) return; // released meanwhile: try again
    }
    if (this.#newest === frame) this.#newest = undefined;
    if (frame.kind === "runs") this.#putRuns(/** @type {Uint8Array} */ (frame.pieces[0]));
    else this.#putBitmaps(frame);
    this.#screen.transferFromImageBitmap(this.#board.transferToImageBitmap());
    this.element.frame = frame;
    this.element.setAttribute("aria-label", frame.caption);
    this.#frames.touch(frame);
    this.#onDrawn(frame);
  }

  /** Runs are unrolled at once; other pieces must be decoded first. */
  #putRuns(/** @type {Uint8Array} */ runs) {
    const pixels = /** @type {ImageData} */ (this.#pixels);
    pixels.data.set(/** @type {ImageData} */ (this.#background).data);
    unroll(runs, new Uint32Array(pixels.data.buffer));
    this.#pen.putImageData(pixels, 0, 0);
  }

  #putBitmaps(/** @type {Frame} */ frame) {
    this.#pen.drawImage(/** @type {ImageBitmap} */ (this.#backgroundBitmap), 0, 0);
    this.#frames.bitmapsOf(frame)?.forEach((bitmap, index) => this.#pen.drawImage(bitmap, ...frame.places[index]));
  }
}
