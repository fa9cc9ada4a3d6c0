/**
 * In JupyterLab, keep arrow keys, space and Enter in a box for its controls; Shift+Enter still runs the cell.
 * @param {HTMLElement} box
 */
export function keepKeysFromJupyter(box) {
  for (const control of box.querySelectorAll("input, button"))
    /** @type {HTMLElement} */ (control).dataset.lmSuppressShortcuts = "true";
  box.addEventListener("keydown", (event) => {
    const cell = /** @type {HTMLElement | null} */ (box.closest(".jp-Cell"));
    if (!cell || event.key !== "Enter" || !(event.shiftKey || event.ctrlKey)) return;
    cell.focus();
    cell.dispatchEvent(new KeyboardEvent("keydown", event));
  });
}
