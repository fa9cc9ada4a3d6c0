// The messages between a demo on a page and what answers it: the kernel (course_utils/demo/widget.py), or the files
// beside a static page (course_tools/site/site.js).

/**
 * @typedef {number[]} Position For each control, the place of its value in its list.
 *
 * @typedef {object} Control
 * @property {string} name
 * @property {string} label
 * @property {string[]} values As Python code.
 * @property {string[]} texts As the reader sees them.
 * @property {number} start
 * @property {boolean} choice Words to choose from, rather than a scale.
 * @property {boolean} ahead Whether frames along this control may be requested ahead.
 * @property {boolean} main What the demo is about; it gets more room.
 * @property {boolean} sample A seed: a button takes the next value.
 * @property {boolean} plays Time: a button runs through its values.
 * @property {number[]?} numbers Where each value stands on its scale; null if that is nowhere.
 *
 * @typedef {{title: string, position: Position}} Scene
 *
 * @typedef {[number, number]} Point Shares of a picture's width and height, from the left and from the top.
 *
 * @typedef {object} Question What a demo asks before it tells.
 * @property {string} text
 * @property {string[]} options
 * @property {number} right The index of the right option.
 * @property {string[]} answers What is said once somebody has chosen: for each option, that it was chosen and what is so.
 * @property {string} skipped What is said if nobody has.
 * @property {boolean[]} free For each control, whether it may be moved while the question is open.
 * @property {Position} shows Where the demo goes when somebody has committed.
 *
 * @typedef {{control: number, places: number[]}} Scale The shares or degrees at which the values of a control are drawn.
 *
 * @typedef {object} Handle What a hand can grab in a picture.
 * @property {Point} centre The origin, from which an angle is seen.
 * @property {Scale} [x]
 * @property {Scale} [y]
 * @property {Scale} [angle]
 *
 * @typedef {object} Outline What a page knows about a demo from the start.
 * @property {string?} name Its name in Python; a demo of the reader's own picture has none.
 * @property {string} title
 * @property {string} slide
 * @property {Control[]} controls
 * @property {Scene[]} scenes
 * @property {[number, number]} pixels Width and height of its pictures.
 * @property {number} budget Bytes of frames that a page may hold, and that it may request ahead after a move.
 * @property {number?} split Where a narrow page may cut a picture: the share of its width left of the cut.
 * @property {Question?} question
 * @property {[number, number, number, number][]} veil What to cover while the question is open: left, top, width and
 *   height, as shares of the picture.
 * @property {Handle[]} handles
 * @property {boolean} likeness Whether it shows a picture of a thing, whose colours must stay.
 *
 * @property {Version} [version] Of the first background; a page whose frames are stored has no other.
 *
 * @typedef {["light" | "dark", number]} Version How a background and its frames are drawn: the look, and dots per inch.
 *
 * @typedef {Outline & {background: ImageData | HTMLImageElement}} Demo
 */

/**
 * What the page sends: at most one `draw`, and one `ahead`, until it is answered. In a notebook each of the first three
 * names the version that it wants.
 *
 * @typedef {{draw: Position}} Draw A hand has moved there and waits.
 * @typedef {{ahead: Position[]}} Ahead Most useful first; the answer has as many as can be drawn without keeping a hand
 *   waiting.
 * @typedef {{background: Position, version: Version}} Redraw The background is wanted in another version, and a frame.
 * @typedef {{left: true}} Left The page no longer shows the demo.
 * @typedef {{fonts: true}} Fonts The page does not have the typeface of the course yet.
 * @typedef {Draw | Ahead | Redraw | Left | Fonts} Request
 */

/**
 * What it receives.
 *
 * @typedef {object} Answer
 * @property {Frame[]} [frames] To draw: one. To ahead: some.
 * @property {Position} [failed] The position that could not be drawn.
 * @property {string} [reason] A sentence that says why.
 * @property {true} [ahead] This answers `ahead`; only such an answer has the next two.
 * @property {Position[]} [undrawable] What could not be drawn.
 * @property {boolean} [later] Whether the kernel has other work now.
 * @property {number?} [progress] The share of a long computation that is done; null when it is over.
 * @property {Version} [version] What the frames belong to; frames of a version that is no longer shown are dropped.
 * @property {{pixels: [number, number], image: ImageData}} [background] A new background; the frames are on it.
 * @property {number[]} [fonts] The weights of the fonts in the message's buffers.
 *
 * @typedef {object} Frame What a demo shows at one position: pieces to put on its background, and a caption.
 * @property {Position} position
 * @property {string} caption The whole picture in words.
 * @property {[string, string | null][]} consequence What follows from it: pieces of text, and roles for their colours.
 * @property {(Point | null)[]} grips Where each handle is drawn; null for one that is not there.
 * @property {"runs" | "jpeg" | "sheet"} kind
 *   runs: the one piece is the bits in which the pixels differ from the background's, see `unroll`;
 *   jpeg: each piece is a file; sheet: each piece is part of a larger picture.
 * @property {Piece[]} pieces
 * @property {[number, number][]} places Left and top of each piece; runs cover the whole picture and have none.
 *
 * @typedef {Uint8Array | Blob | [HTMLImageElement, number, number, number, number]} Piece
 *
 * @typedef {Omit<Frame, "pieces"> & {count: number}} FrameHeader A frame as the kernel sends it: its pieces, `count`
 *   of them, are among the buffers of the message, which has those of all its frames one after the other.
 */

/** @type {(position: Position) => string} */
export const keyOf = (position) => position.join();

/**
 * The frames of a message, with their pieces.
 * @param {FrameHeader[]} headers
 * @param {DataView[]} buffers
 * @returns {Frame[]}
 */
export function readFrames(headers, buffers) {
  let next = 0;
  return headers.map(({ count, ...frame }) => {
    const bytes = buffers.slice(next, (next += count)).map(bytesOf);
    const pieces = frame.kind === "jpeg" ? bytes.map((file) => new Blob([file], { type: "image/jpeg" })) : bytes;
    return { ...frame, pieces };
  });
}

/**
 * The bytes of a view in a buffer of their own.
 * @param {DataView} view
 */
export function bytesOf({ buffer, byteOffset, byteLength }) {
  return new Uint8Array(/** @type {ArrayBuffer} */ (buffer.slice(byteOffset, byteOffset + byteLength)));
}

/**
 * Flip the bits of pixels by runs, which encoding.py describes and writes: the numbers of all runs (32 bits each), then
 * their lengths (16 bits each).
 * @param {Uint8Array} runs At the beginning of its buffer.
 * @param {Uint32Array} pixels
 */
export function unroll({ buffer, byteLength }, pixels) {
  const count = byteLength / 6;
  const numbers = new Uint32Array(buffer, 0, count);
  const lengths = new Uint16Array(buffer, 4 * count, count);
  for (let run = 0, at = 0; run < count; run++) {
    const number = numbers[run];
    const end = at + lengths[run];
    if (number) while (at < end) pixels[at++] ^= number; // for short runs, which most are, faster than fill()
    at = end;
  }
}
