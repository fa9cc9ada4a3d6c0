/** @import { Outline } from "./protocol.js" */
// What anywidget runs in a notebook, where the kernel answers.
import { DemoView } from "./demo.js";
import { demosBeside, present, presentButton } from "./present.js";
import { bytesOf, readFrames, unroll } from "./protocol.js";
import { addTypeface, shouldAskForTypeface } from "./typeface.js";

/** @param {{model: any, el: HTMLElement}} widget */
function render({ model, el }) {
  /** @type {Outline} */
  const outline = model.get("demo");
  if (!outline.controls) return void el.append(presentButton(() => demosBeside(el))); // the widget of present()
  const background = new ImageData(...outline.pixels);
  unroll(bytesOf(model.get("background")), new Uint32Array(background.data.buffer));
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
    if (message.fonts) addTypeface(message.fonts, buffers.map(bytesOf));
    else view.receive(message.frames ? { ...message, frames: readFrames(message.frames, buffers) } : message);
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
