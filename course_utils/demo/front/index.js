/** @import { Answer, Outline } from "./protocol.js" */
// What anywidget runs in a notebook, where the kernel answers.
import { DemoView } from "./demo.js";
import { demosBeside, present, presentButton } from "./present.js";
import { bytesOf, readFrames, unroll } from "./protocol.js";
import { addTypeface, shouldAskForTypeface } from "./typeface.js";

/** @type {(message: any, buffers: DataView[]) => Answer} */
const withFrames = (message, buffers) =>
  message.frames ? { ...message, frames: readFrames(message.frames, buffers) } : message;

function unrollBackground(/** @type {[number, number]} */ pixels, /** @type {DataView} */ runs) {
  const image = new ImageData(...pixels);
  unroll(bytesOf(runs), new Uint32Array(image.data.buffer));
  return image;
}

/** @param {{model: any, el: HTMLElement}} widget */
function render({ model, el }) {
  /** @type {Outline} */
  const outline = model.get("demo");
  if (!outline.controls) return void el.append(presentButton(() => demosBeside(el))); // the widget of present()
  const background = unrollBackground(outline.pixels, model.get("background"));
  const [first] = readFrames([model.get("first")], model.get("pieces"));
  const ask = (/** @type {object} */ question) => {
    try {
      model.send(question);
    } catch {
      // The kernel is gone; the page will say that it waits.
    }
  };
  const view = new DemoView({ ...outline, background }, first, {
    ask,
    present: (box) => present(demosBeside(el), box),
  });
  el.append(view.element);
  const receive = (/** @type {any} */ message, /** @type {DataView[]} */ buffers) => {
    if (message.fonts) return addTypeface(message.fonts, buffers.map(bytesOf));
    if (!message.background) return view.receive(withFrames(message, buffers));
    const [runs, ...pieces] = buffers;
    const image = unrollBackground(message.background, runs);
    view.receive({ ...withFrames(message, pieces), background: { pixels: message.background, image } });
  };
  model.on("msg:custom", receive);
  if (shouldAskForTypeface()) ask({ fonts: true });
  return () => {
    model.off("msg:custom", receive);
    view.leave();
    ask({ left: true });
  };
}

export default { render };
