// Presenting: one demo after the other fills the screen, with large type and handles, and keys for a remote control.
//
// A box that mount has made knows what is needed here, as box.course: {title, slide, scene, step, comeIn}. scene() is the title
// of the scene that is shown, if it is one; step(1) and step(-1) go to the next and the previous one, or say that there is
// none; comeIn(1) and comeIn(-1) go where the first and the last of them is next. The event course-moved tells that something else may be shown. The box itself moves into a dialog and back to where it was, so it keeps its state and all its frames.

const KEYS = {
  PageDown: (stage) => stage.scene(1),
  PageUp: (stage) => stage.scene(-1),
  ArrowRight: (stage) => stage.scene(1), // arrow keys belong to a control that has the focus
  ArrowLeft: (stage) => stage.scene(-1),
  n: (stage) => stage.demo(1),
  p: (stage) => stage.demo(-1),
};
const WAY = "Scenes: Page Down, Page Up, or → ← while no control has the focus. Demos: N, P. Back to the page: Escape.";

function element(kind, properties, ...children) {
  const made = Object.assign(document.createElement(kind), properties);
  made.append(...children);
  return made;
}

// The demos of the notebook, or of the page, that a place is in.
const boxesBeside = (place) => [...(place.closest(".jp-Notebook") ?? document).querySelectorAll(".course-demo")].filter((box) => box.course);

// Show one of some boxes, and the others from there.
function present(boxes, box = boxes[0]) {
  if (!box || document.querySelector(".course-stage")) return;
  const gap = element("div", {}); // keeps the place of the box that is shown
  const scene = element("b", {});
  const title = element("span", {});
  const button = (text, name, onclick) => element("button", { type: "button", textContent: text, title: name, ariaLabel: name, onclick });
  const dialog = element(
    "dialog",
    { className: "course-stage", ariaLabel: "Presenting" },
    element("header", {}, scene, title,
      button("◂", "previous scene (Page Up)", () => stage.scene(-1)), button("▸", "next scene (Page Down)", () => stage.scene(1)),
      button("◂◂", "previous demo (P)", () => stage.demo(-1)), button("▸▸", "next demo (N)", () => stage.demo(1)),
      button("✕", "back to the page (Escape)", () => dialog.close())),
  );
  dialog.dataset.lmSuppressShortcuts = "true"; // JupyterLab's own keys rest

  function enter(next) {
    box = next;
    gap.style.height = `${box.offsetHeight}px`;
    box.replaceWith(gap);
    dialog.append(box);
    tell();
    dialog.focus();
  }
  function leave() {
    gap.replaceWith(box);
  }
  function tell() {
    const { title: name, slide, scene: now } = box.course;
    scene.textContent = now() ?? `Slide: ${slide}`;
    title.textContent = `${boxes.indexOf(box) + 1} of ${boxes.length} · ${name}`;
  }
  const stage = {
    demo(by) {
      const next = boxes[boxes.indexOf(box) + by];
      if (!next) return;
      leave();
      enter(next);
    },
    scene(by) {
      if (box.course.step(by) || !boxes[boxes.indexOf(box) + by]) return;
      stage.demo(by);
      box.course.comeIn(by);
    },
  };

  dialog.addEventListener("keydown", (event) => {
    const act = KEYS[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key.startsWith("Arrow") && event.target.matches("input")) return;
    event.preventDefault();
    act(stage);
  }, true);
  dialog.addEventListener("course-moved", tell);
  dialog.addEventListener("close", () => {
    document.removeEventListener("fullscreenchange", shrunk);
    if (document.fullscreenElement) document.exitFullscreen();
    leave();
    dialog.remove();
    box.scrollIntoView({ block: "nearest" });
  });
  const shrunk = () => document.fullscreenElement || dialog.close(); // Escape, where the browser keeps it for itself
  document.addEventListener("fullscreenchange", shrunk);
  document.documentElement.requestFullscreen?.().catch(() => {}); // refused: then the window is the screen
  document.body.append(dialog);
  dialog.tabIndex = -1;
  dialog.showModal();
  enter(box);
}

// The button that starts it; boxes() are those of its page, or a promise of them.
function presentButton(boxes) {
  const start = async () => present(await boxes());
  return element("p", { className: "course-present" }, element("button", { type: "button", textContent: "▶ present the demos", onclick: start }), WAY);
}
