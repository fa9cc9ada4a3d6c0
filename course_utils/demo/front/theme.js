const DARK = "(prefers-color-scheme: dark)";

/** Whether the page is dark: as JupyterLab says or, elsewhere, as the reader wants all pages. */
export function isDark() {
  const { jpThemeLight } = document.body.dataset;
  return jpThemeLight === undefined ? matchMedia(DARK).matches : jpThemeLight === "false";
}

/**
 * Call back when the page may have become dark or light.
 * @param {() => void} onChange
 * @param {AbortSignal} signal
 */
export function watchTheme(onChange, signal) {
  const watch = new MutationObserver(onChange);
  watch.observe(document.body, { attributeFilter: ["data-jp-theme-light"] });
  signal.addEventListener("abort", () => watch.disconnect());
  matchMedia(DARK).addEventListener("change", onChange, { signal });
}
