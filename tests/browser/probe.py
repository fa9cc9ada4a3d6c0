"""What a hand on a slider feels, measured in the page: milliseconds from the key to the changed pixels."""

# Notes when something that a demo draws has changed on the screen: an image has loaded, a canvas was drawn on, or the
# text of an element of class `probed` is another. A time is that of the first task after the frame that has the change.
WATCH = """
window.probe = {changes: [], moved: 0};
(() => {
    let due = false;
    const changed = () => {
        if (due) return;
        due = true;
        requestAnimationFrame(() => {
            const channel = new MessageChannel();
            channel.port1.onmessage = () => { due = false; probe.changes.push(performance.now()); };
            channel.port2.postMessage(0);
        });
    };
    const draws = [[CanvasRenderingContext2D, 'drawImage'], [ImageBitmapRenderingContext, 'transferFromImageBitmap']];
    for (const [{ prototype }, name] of draws) {
        const draw = prototype[name];
        prototype[name] = function (...how) {
            draw.apply(this, how);
            if (this.canvas.isConnected) changed();
        };
    }
    document.addEventListener('load', event => event.target.tagName === 'IMG' && changed(), true);
    new MutationObserver(all => all.some(one => one.target.closest?.('.probed')) && changed())
        .observe(document, {childList: true, subtree: true});
    for (const kind of ['keydown', 'pointerup', 'mouseup'])
        addEventListener(kind, event => { probe.moved = event.timeStamp; }, true);
})();
"""
CLEAR = "() => { probe.changes = []; }"
# The kernel has answered everything, what it said is on the screen, and nothing has changed there for a while.
AT_REST = """async () => {
    const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
    await kernel.requestKernelInfo();
    const quiet = () => performance.now() - (probe.changes.at(-1) ?? 0) > 150;
    for (let frame = 0; frame < 3 || !quiet(); frame++) await new Promise(requestAnimationFrame);
}"""
FIRST = """async (timeout) => {
    const end = performance.now() + timeout;
    while (!probe.changes.length && performance.now() < end) await new Promise(resolve => setTimeout(resolve, 5));
    return probe.changes.length ? probe.changes[0] - probe.moved : null;
}"""


def press(page, handle, key, timeout=30_000):
    """Milliseconds from a key on a handle to the first change that it makes on the screen; None if it makes none."""
    handle.focus()
    page.evaluate(AT_REST)
    page.evaluate(CLEAR)
    page.keyboard.press(key)
    milliseconds = page.evaluate(FIRST, timeout)
    page.evaluate(AT_REST)
    return milliseconds


def new_positions(sliders):
    """Presses (slider, key) that lead from the left ends of sliders of these lengths to ever new positions.

    >>> list(new_positions([3, 2]))
    [(0, 'ArrowRight'), (0, 'ArrowRight'), (1, 'ArrowRight'), (0, 'ArrowLeft'), (0, 'ArrowLeft')]
    """
    first, *others = sliders
    key = "ArrowRight"
    for number, length in [(None, 2), *enumerate(others, start=1)]:
        for _ in range(length - 1):
            if number:
                yield number, "ArrowRight"
            yield from [(0, key)] * (first - 1)
            key = "ArrowLeft" if key == "ArrowRight" else "ArrowRight"
