/** @import { Demo, Frame, Point } from "./protocol.js" */
/** @import { FrameStore } from "./frames.js" */
/** @import { Part } from "./layout.js" */
import { element } from "./dom.js";
import { layOutParts, toCanvas, toPicture } from "./layout.js";
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
  #board = new OffscreenCanvas(1, 1);
  #pen;
  /** @type {Demo["background"]} */
  #background;
  /** @type {ImageBitmap | undefined} */
  #backgroundBitmap;
  /** @type {[number, number]} */
  #pixels;
  /** @type {ImageData | undefined} */
  #unrolled; // the frame that runs make of the background
  #shape; // of a whole picture on the page, the same in all versions, whose pixels are rounded
  #split;
  #isSplit = false;
  /** @type {{size: [number, number], parts: Part[]}} */
  #layout = { size: [1, 1], parts: [] };
  #drawing = false;
  /** @type {Frame | undefined} */
  #newest; // not drawn yet

  /**
   * @param {Demo} demo
   * @param {FrameStore} frames
   * @param {(frame: Frame) => void} onDrawn
   */
  constructor({ pixels, background, split }, frames, onDrawn) {
    this.#frames = frames;
    this.#onDrawn = onDrawn;
    this.#shape = pixels.join(" / ");
    this.#split = split;
    this.#pixels = pixels;
    this.#background = background;
    this.element = element("canvas");
    this.element.setAttribute("role", "img");
    this.#screen = /** @type {ImageBitmapRenderingContext} */ (
      this.element.getContext("bitmaprenderer", { alpha: false })
    );
    this.#pen = /** @type {OffscreenCanvasRenderingContext2D} */ (this.#board.getContext("2d", { alpha: false }));
    this.setBackground(pixels, background);
  }

  get pixels() {
    return this.#pixels;
  }

  /** Take another background; frames drawn from now on must belong to it. */
  setBackground(/** @type {[number, number]} */ pixels, /** @type {Demo["background"]} */ background) {
    this.#pixels = pixels;
    this.#background = background;
    this.#backgroundBitmap?.close();
    this.#backgroundBitmap = undefined;
    this.#unrolled = background instanceof ImageData ? new ImageData(...pixels) : undefined;
    this.#newest = undefined;
    this.#layOut();
  }

  /** Where a point of the picture is on the canvas, both in shares. */
  toCanvas(/** @type {Point} */ point) {
    return toCanvas(this.#layout, this.#pixels, point);
  }

  /** The point of the picture at a place of the canvas. */
  toPicture(/** @type {Point} */ place) {
    return toPicture(this.#layout, this.#pixels, place);
  }

  /** Lay the parts of the picture under each other, or beside each other; return whether it has parts. */
  splitUp(/** @type {boolean} */ isSplit) {
    if (this.#split === null) return false;
    if (isSplit !== this.#isSplit) {
      this.#isSplit = isSplit;
      this.#layOut();
      if (this.element.frame) this.draw(this.element.frame);
    }
    return true;
  }

  #layOut() {
    this.#layout = layOutParts(this.#pixels, this.#isSplit ? this.#split : null);
    [this.#board.width, this.#board.height] = [this.element.width, this.element.height] = this.#layout.size;
    this.element.style.aspectRatio = this.#isSplit ? "" : this.#shape;
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
      const background = this.#background;
      const bitmap = this.#backgroundBitmap ?? (await createImageBitmap(background));
      if (background !== this.#background) return bitmap.close(); // replaced meanwhile
      this.#backgroundBitmap = bitmap;
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
    const image = /** @type {ImageData} */ (this.#unrolled);
    image.data.set(/** @type {ImageData} */ (this.#background).data);
    unroll(runs, new Uint32Array(image.data.buffer));
    if (this.#isSplit) {
      this.#pen.fillStyle = `rgb(${image.data[0]} ${image.data[1]} ${image.data[2]})`; // the paper, in a corner
      this.#pen.fillRect(0, 0, this.#board.width, this.#board.height);
    }
    for (const { from, width, left, top } of this.#layout.parts)
      this.#pen.putImageData(image, left - from, top, from, 0, width, image.height);
  }

  #putBitmaps(/** @type {Frame} */ frame) {
    const background = /** @type {ImageBitmap} */ (this.#backgroundBitmap);
    const bitmaps = this.#frames.bitmapsOf(frame) ?? [];
    const height = this.#pixels[1];
    if (this.#isSplit) this.#pen.drawImage(background, 0, 0, 1, 1, 0, 0, this.#board.width, this.#board.height);
    for (const { from, width, left, top } of this.#layout.parts) {
      this.#pen.save();
      this.#pen.beginPath();
      this.#pen.rect(left, top, width, height);
      this.#pen.clip();
      this.#pen.translate(left - from, top);
      this.#pen.drawImage(background, 0, 0);
      bitmaps.forEach((bitmap, index) => this.#pen.drawImage(bitmap, ...frame.places[index]));
      this.#pen.restore();
    }
  }
}
