// A demo on a page: controls over a picture over a caption.
//
// A frame is what a demo shows for one position of its controls: pieces to put on the paper, and a caption. Frames that
// are held answer a move at once, without asking anybody. One that is not held is asked for, and while an answer is on
// its way nothing else is: then the newest position is looked at, so a fast hand never leaves a queue behind. When the
// hand rests, the frames it may want next are asked for ahead.
//
// Pieces, and the paper, are lists of what createImageBitmap takes: [a file], or [a picture, left, top, width, height]. Or
// a frame is one piece [runs], of what flips the bits of the paper, which must be [an ImageData] then; they are unrolled
// at once, where other pieces must be decoded first.
//
// mount(element, demo, first, ask) builds it where the first frame is, and returns {receive, leave}; who answers is the
// caller's business.
//   ask({draw: position})        a hand has moved there and waits
//   ask({ahead: positions})      in order of use; as many of them as can be had without keeping anybody waiting
//   ask({present: box})          to have all demos of the page fill the screen, beginning with this one: see present.js
//   ask({left: true})            nobody looks any more
//   receive({frames: [{position, places, count, caption}]}, pieces), receive({failed: position, words}),
//   receive({frames, ahead: true, hopeless: positions, later}, pieces) for what was asked ahead; later: it is not the time
//   receive({share}) while something long is computed; {share: null} when it is over

const REST = 250; // ms without a move, before anything is asked ahead
const LATER = 1000; // ms until the next try, when it was not the time
const AT_ONCE = 8; // frames in one question
const PATIENCE = 3000; // ms without an answer, before the page says that it waits
const AHEAD_FRAMES = 600; // drawn ahead between one move and the next, at the most
const DECODED = 40; // frames kept as pixels, which can be drawn within the frame of the screen in hand
const NEAR = 8; // steps from here that are decoded while the hand rests

const id = (position) => position.join();

export function mount(root, demo, first, ask) {
  const { controls, scenes, pixels, budget } = demo; // budget: bytes of frames that are held, and that are asked ahead
  let position = [...first.message.frames[0].position];
  let last = 0; // the control that moved last
  const name = `demo${Math.random()}`; // radio buttons of two demos must not know each other

  // --- what is held

  const held = new Map(); // the least used first
  const decoded = new Set(); // likewise
  let bytes = 0;

  function hold(frame, pieces) {
    const key = id(frame.position);
    frame.pieces = pieces;
    frame.bytes = pieces.reduce((sum, [piece]) => sum + (piece.size ?? piece.byteLength ?? 0), 0);
    const before = held.get(key);
    if (before) {
      forget(before);
      bytes -= before.bytes;
    }
    held.set(key, frame);
    bytes += frame.bytes;
    for (const [old, least] of held) {
      if (bytes <= budget || old === key) break;
      held.delete(old);
      forget(least);
      bytes -= least.bytes;
    }
  }

  // The frames of a message, with their pieces.
  function keep(message, pieces) {
    let from = 0;
    return (message.frames ?? []).map(({ position, places, caption, count }) => {
      const frame = { position, places, caption };
      hold(frame, pieces.slice(from, (from += count)));
      return frame;
    });
  }

  const runsOf = ({ pieces }) => pieces[0]?.[0] instanceof Uint8Array && pieces[0][0];

  async function decode(frame) {
    if (runsOf(frame)) return;
    frame.decoding ??= Promise.all(frame.pieces.map((piece) => createImageBitmap(...piece)));
    frame.bitmaps = await frame.decoding;
    decoded.delete(frame);
    decoded.add(frame);
    for (const least of decoded) {
      if (decoded.size <= DECODED) break;
      forget(least);
    }
  }

  function forget(frame) {
    frame.bitmaps?.forEach((bitmap) => bitmap.close());
    frame.bitmaps = frame.decoding = undefined;
    decoded.delete(frame);
  }

  // --- what is on the page

  const rows = controls.map((control, index) => (control.choice ? choice : slider)(control, index));
  const next = element("button", { type: "button", textContent: "next scene ▸", onclick: nextScene });
  const title = element("b", {});
  const line = element("input", { type: "text", className: "course-line", readOnly: true, hidden: true, ariaLabel: "this state as code" });
  const copy = element("button", { type: "button", textContent: "copy", title: "copy this state as a line of code", onclick: copyLine });
  const large = element("button", { type: "button", textContent: "present", title: "fill the screen", onclick: () => ask({ present: box }) });
  const bar = element("progress", { max: 1, hidden: true });
  const canvas = element("canvas", { width: pixels[0], height: pixels[1] });
  const caption = element("div", { className: "course-caption" });
  canvas.setAttribute("role", "img");
  caption.setAttribute("role", "status");
  const box = element("div", { className: "course-demo" });
  box.append(element("div", { className: "course-controls" }, ...rows.map((row) => row.element)));
  box.append(element("div", { className: "course-scenes" }, ...(scenes.length ? [next] : []), title, line, copy, large));
  copy.hidden = !demo.name; // a demo made of somebody's own picture has no name
  box.append(element("div", { className: "course-picture" }, bar, canvas), caption);
  root.append(box);
  box.course = { title: demo.title, slide: demo.slide, scene: () => scenes[sceneNow()]?.title, step, comeIn };
  // In JupyterLab arrow keys, space and Enter are for the controls, not for cells; but Shift+Enter still runs a cell.
  for (const control of box.querySelectorAll("input, button")) control.dataset.lmSuppressShortcuts = "true";
  box.addEventListener("keydown", (event) => {
    const cell = box.closest(".jp-Cell");
    if (!cell || event.key !== "Enter" || !(event.shiftKey || event.ctrlKey)) return;
    cell.focus();
    cell.dispatchEvent(new KeyboardEvent("keydown", event));
  });
  // Frames are put together out of sight and handed over whole: a canvas that is drawn on is copied at every frame of the
  // screen where no graphics card helps, all those of the page, whichever of them has changed.
  const screen = canvas.getContext("bitmaprenderer", { alpha: false });
  const board = new OffscreenCanvas(...pixels);
  const pen = board.getContext("2d", { alpha: false });
  let paper;
  const whole = demo.paper[0] instanceof ImageData && new ImageData(...pixels);

  function slider(control, index) {
    const { label, texts } = control;
    const input = element("input", { type: "range", min: 0, max: texts.length - 1, step: 1, value: position[index] });
    const text = element("output", {});
    text.style.minWidth = `${Math.max(...texts.map((t) => t.length))}ch`;
    input.addEventListener("input", () => moved(index, Number(input.value)));
    const show = (at) => {
      if (Number(input.value) !== at) input.value = at;
      text.value = texts[at];
      input.setAttribute("aria-valuetext", texts[at]);
    };
    return { element: element("label", { className: "course-slider" }, element("span", { textContent: label }), input, text), show };
  }

  function choice(control, index) {
    const { label, texts } = control;
    const inputs = texts.map((text, at) => {
      const input = element("input", { type: "radio", name: `${name}-${index}`, value: at });
      input.addEventListener("change", () => moved(index, at));
      return input;
    });
    const words = texts.map((text, at) => element("label", {}, inputs[at], element("span", { textContent: text })));
    const row = element("fieldset", { className: "course-choice" }, element("legend", { textContent: label }), ...words);
    return { element: row, show: (at) => void (inputs[at].checked = true) };
  }

  // --- a move

  function moved(index, at) {
    position = position.with(index, at);
    last = index;
    look();
  }

  const sceneNow = () => scenes.findIndex((scene) => id(scene.position) === id(position));
  let visited = -1; // the scene gone to last

  function goTo(scene) {
    visited = scene;
    position = [...scenes[scene].position];
    look();
  }

  function nextScene() {
    goTo((sceneNow() + 1) % scenes.length);
  }

  // A scene forward or back, and whether there is one. From elsewhere back is to the scene that was left; and what a demo
  // starts on is before all scenes but the first.
  function step(by) {
    const here = sceneNow();
    const now = visited < 0 && here > 0 ? -1 : here;
    const to = now >= 0 ? now + by : visited + (by > 0);
    if (scenes[to]) goTo(to);
    return to in scenes;
  }

  // Where somebody comes in who steps forward, or back: before the first scene, or on the last.
  function comeIn(by) {
    if (by < 0 && scenes.length) return goTo(scenes.length - 1);
    visited = -1;
    position = [...first.message.frames[0].position];
    look();
  }

  // --- this state, to be had again

  async function copyLine() {
    const changes = controls.flatMap(({ name, values, start }, index) => (position[index] === start ? [] : `${name}=${values[position[index]]}`));
    line.value = `show(${[demo.name, ...changes].join(", ")})`;
    line.hidden = false;
    title.hidden = true;
    try {
      await navigator.clipboard.writeText(line.value);
      copy.textContent = "copied";
    } catch {
      line.focus(); // the clipboard is closed to us, but not to the reader
    }
    line.select();
  }

  let flying; // the position that is asked for
  let waiting; // until the page says that it waits
  let resting; // until something is asked ahead
  let asked = { frames: 0, bytes: 0 }; // ahead, since the last move

  function look() {
    rows.forEach((row, index) => row.show(position[index]));
    title.textContent = scenes[sceneNow()]?.title ?? "";
    title.hidden = false;
    line.hidden = true;
    copy.textContent = "copy";
    box.dispatchEvent(new Event("course-moved", { bubbles: true }));
    asked = { frames: 0, bytes: 0 };
    if (held.has(id(position))) draw(held.get(id(position)));
    else question();
    rest(REST);
  }

  function question() {
    if (flying !== undefined) return;
    flying = id(position);
    patience();
    ask({ draw: position });
  }

  function patience() {
    clearTimeout(waiting);
    waiting = setTimeout(() => say("Waiting for the kernel to answer. If it was restarted, run the cell again.", "course-waiting"), PATIENCE);
  }

  function receive(message, pieces = []) {
    const frames = keep(message, pieces);
    if ("share" in message) {
      bar.hidden = message.share === null;
      bar.value = message.share ?? 0;
      if (flying !== undefined) patience();
      return;
    }
    if (message.ahead) {
      ahead = false;
      asked.frames += frames.length;
      asked.bytes += frames.reduce((sum, frame) => sum + frame.bytes, 0);
      message.hopeless.forEach((position) => hopeless.add(id(position)));
      rest(message.later ? LATER : 0);
      return;
    }
    const answered = message.failed ?? frames[0].position;
    if (id(answered) !== flying) return; // somebody else's, of a second view of the same demo
    flying = undefined;
    clearTimeout(waiting);
    if (held.has(id(position))) draw(held.get(id(position)));
    else if (id(answered) === id(position)) say(message.words, "course-error");
    else {
      if (!message.failed) draw(frames[0]);
      question(); // the hand has gone on
    }
    rest(REST);
  }

  // --- drawing

  let drawing = false;
  let newest;

  async function draw(frame) {
    newest = frame;
    if (drawing) return; // that one draws the newest when it is ready
    drawing = true;
    try {
      while (newest) await put(newest);
    } finally {
      drawing = false; // a picture that cannot be decoded must not end all drawing
    }
    prepare(near().slice(0, 4)); // the hand may go on at once
  }

  async function put(frame) {
    const runs = runsOf(frame);
    if (!runs && !(frame.bitmaps && paper)) {
      paper ??= await createImageBitmap(...demo.paper);
      await decode(frame);
      if (!frame.bitmaps) return; // forgotten meanwhile: once more
    }
    if (newest === frame) newest = undefined;
    if (runs) {
      whole.data.set(demo.paper[0].data);
      unroll(runs, whole);
      pen.putImageData(whole, 0, 0);
    } else {
      pen.drawImage(paper, 0, 0);
      frame.bitmaps.forEach((bitmap, index) => pen.drawImage(bitmap, ...frame.places[index]));
    }
    screen.transferFromImageBitmap(board.transferToImageBitmap());
    canvas.frame = frame;
    canvas.setAttribute("aria-label", frame.caption);
    say(frame.caption);
    if (held.delete(id(frame.position))) held.set(id(frame.position), frame); // to the end: it was used
  }

  function say(words, kind = "") {
    caption.textContent = words;
    caption.className = `course-caption ${kind}`;
  }

  // --- ahead

  let ahead = false; // whether such a question is on its way
  let busyUntil = 0; // by the page's clock
  const hopeless = new Set(); // what cannot be drawn
  let visible = false;

  function rest(time) {
    clearTimeout(resting);
    resting = setTimeout(lookAhead, Math.max(time, busyUntil - performance.now()));
  }

  function lookAhead() {
    if (!visible || document.hidden) return;
    prepare(near());
    if (ahead || flying !== undefined || asked.frames >= AHEAD_FRAMES || asked.bytes >= budget) return;
    const missing = wanted().slice(0, AT_ONCE);
    if (!missing.length) return;
    ahead = true;
    ask({ ahead: missing });
  }

  function* along(index, furthest = Infinity) {
    const length = controls[index].texts.length;
    for (let step = 1; step <= Math.min(length, furthest); step++)
      for (const at of [position[index] + step, position[index] - step])
        if (at >= 0 && at < length) yield position.with(index, at);
  }

  const order = () => [last, ...[...controls.keys()].filter((index) => index !== last)].filter((index) => controls[index].ahead);
  const near = () => [...along(last, NEAR), ...order().flatMap((index) => [...along(index, 1)])].map(id);

  const prepare = (keys) => keys.forEach((key) => held.has(key) && decode(held.get(key)));

  // The positions worth having that are not held: along each control from here, the scenes, then all others.
  function wanted() {
    const quick = controls.every((control) => control.ahead);
    const found = [...order().flatMap((index) => [...along(index)]), ...(quick ? scenes.map((scene) => scene.position) : [])];
    const count = controls.reduce((product, control) => product * control.texts.length, 1);
    if (quick && count <= AHEAD_FRAMES && bytes < budget / 2) {
      const all = controls.reduce((some, c) => some.flatMap((p) => c.texts.map((_, at) => [...p, at])), [[]]);
      const far = (p) => p.reduce((sum, at, index) => sum + Math.abs(at - position[index]), 0);
      found.push(...all.sort((one, other) => far(one) - far(other)));
    }
    const seen = new Set();
    return found.filter((p) => ![held, hopeless, seen].some((known) => known.has(id(p))) && seen.add(id(p)));
  }

  // While hands move anything on the page, a slider of another demo too, nobody shall wait for what is drawn ahead here.
  const gone = new AbortController();
  const busy = ({ buttons = 1 }) => {
    if (!buttons) return; // a mouse that only passes by
    busyUntil = performance.now() + REST;
    rest(REST);
  };
  for (const kind of ["keydown", "pointerdown", "pointermove"])
    document.addEventListener(kind, busy, { capture: true, signal: gone.signal });

  const watch = new IntersectionObserver((entries) => {
    visible = entries.at(-1).isIntersecting;
    if (visible) rest(REST);
    else [...decoded].filter((frame) => frame !== canvas.frame).forEach(forget);
  });
  watch.observe(box);

  keep(first.message, first.pieces);
  look();
  const leave = () => {
    gone.abort();
    watch.disconnect();
    clearTimeout(resting);
    clearTimeout(waiting);
  };
  return { receive, leave };
}

// Runs of one number, row by row: the numbers of all, then the lengths. A pixel has the bits of its number flipped.
function unroll({ buffer, byteLength }, { data }) {
  const count = byteLength / 6;
  const colours = new Uint32Array(buffer, 0, count);
  const lengths = new Uint16Array(buffer, 4 * count, count);
  const to = new Uint32Array(data.buffer);
  for (let run = 0, at = 0; run < count; run++) {
    const [colour, end] = [colours[run], at + lengths[run]];
    if (colour) while (at < end) to[at++] ^= colour; // for short runs, which most are, faster than fill()
    at = end;
  }
}

const bytesOf = ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer.slice(byteOffset, byteOffset + byteLength));
const isFile = (bytes) => bytes[3] === 0xe0; // of a JPEG; in runs the opacity of a colour is there, 0 or 255
const pieceOf = (view) => {
  const bytes = bytesOf(view);
  return [isFile(bytes) ? new Blob([bytes], { type: "image/jpeg" }) : bytes];
};

// In a notebook the kernel answers.
export default {
  render({ model, el }) {
    if (!model.get("demo").controls) return void el.append(presentButton(() => boxesBeside(el))); // no demo, only the way to all
    const paper = new ImageData(...model.get("demo").pixels);
    unroll(bytesOf(model.get("paper")), paper);
    const demo = { ...model.get("demo"), paper: [paper] };
    const first = { message: model.get("first"), pieces: model.get("pieces").map(pieceOf) };
    const ask = (message) => {
      if (message.present) return present(boxesBeside(el), message.present);
      try {
        model.send(message);
      } catch {
        // The kernel is gone; the page will say that it waits.
      }
    };
    const { receive, leave } = mount(el, demo, first, ask);
    const answer = (message, buffers) => receive(message, buffers.map(pieceOf));
    model.on("msg:custom", answer);
    return () => {
      model.off("msg:custom", answer);
      leave();
      ask({ left: true });
    };
  },
};
