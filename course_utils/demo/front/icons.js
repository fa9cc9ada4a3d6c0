const NAMESPACE = "http://www.w3.org/2000/svg";

// Paths on a grid of 24 by 24, drawn as lines.
const PATHS = {
  back: "M15 5l-7 7 7 7",
  forward: "M9 5l7 7-7 7",
  close: "M6 6l12 12M18 6L6 18",
  copy: "M9 9h11v11H9zM15 9V4H4v11h5",
  pause: "M8 5v14M16 5v14",
  play: "M7 5l12 7-12 7z",
  present: "M4 9V4h5M20 9V4h-5M4 15v5h5M20 15v5h-5",
  renew: "M19 12a7 7 0 1 1-2.1-5M19 3v4.5h-4.5",
};

/**
 * A small picture on a button, in the colour of its words.
 * @param {keyof typeof PATHS} name
 */
export function icon(name) {
  const picture = document.createElementNS(NAMESPACE, "svg");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("class", "course-icon");
  picture.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(NAMESPACE, "path");
  path.setAttribute("d", PATHS[name]);
  picture.append(path);
  return picture;
}
