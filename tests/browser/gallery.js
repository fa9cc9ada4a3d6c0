// Demos on a page where nothing computes: their pictures are blank, and their words are known beforehand.
/** @import { Frame, Outline, Position } from "../../course_utils/demo/front/protocol.js" */
import { DemoView } from "../../course_utils/demo/front/demo.js";
import { demosBeside, present } from "../../course_utils/demo/front/present.js";
import { keyOf } from "../../course_utils/demo/front/protocol.js";

/** @type {{outline: Outline, words: Record<string, Pick<Frame, "caption" | "consequence" | "grips">>}[]} */
const demos = JSON.parse(/** @type {HTMLElement} */ (document.getElementById("demos")).textContent ?? "");
const UNKNOWN = { caption: "Not a state that anyone looks at.", consequence: [], grips: [] };
for (const { outline, words } of demos) {
  const frame = (/** @type {Position} */ position) => {
    const { caption, consequence, grips } = words[keyOf(position)] ?? UNKNOWN;
    return /** @type {Frame} */ ({
      position,
      caption,
      consequence,
      grips,
      kind: "runs",
      pieces: [new Uint8Array()],
      places: [],
    });
  };
  const background = new ImageData(...outline.pixels);
  const start = outline.controls.map((control) => control.start);
  const view = new DemoView({ ...outline, background }, frame(start), {
    ask: (question) => void ("draw" in question && view.receive({ frames: [frame(question.draw)] })),
    present: (box) => present(demosBeside(document.body), box),
  });
  document.body.append(view.element, document.createElement("hr"));
}
document.body.append("The end.");
