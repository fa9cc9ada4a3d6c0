// What is wider than the page scrolls by itself, for the keyboard too.
const scrolling = new ResizeObserver((entries) => {
  for (const { target } of entries) {
    if (target.scrollWidth > target.clientWidth) target.tabIndex = 0;
    else target.removeAttribute("tabindex");
  }
});
document.querySelectorAll("pre, .code, table, .formula, .long").forEach((element) => scrolling.observe(element));

// On a page without a kernel the frames lie in files, which are read when their demo comes near.
function show(place) {
  const number = place.dataset.demo;
  const { outline, areas, rows, frames: held } = frames[number];
  const at = new Map(held.map((frame) => [frame.position.join(), frame]));
  const sheets = new Map();

  function sheet(count) {
    if (!sheets.has(count)) sheets.set(count, Object.assign(new Image(), { src: `frames/${number}-${count}.webp` }));
    return sheets.get(count);
  }

  // Pieces of an area stand one above the other on its sheets.
  function piece({ box: [, , width, height], sheet: first }, count) {
    const each = Math.max(Math.floor(rows / height), 1);
    return [sheet(first + Math.floor(count / each)), 0, (count % each) * height, width, height];
  }

  // A frame as stage.js is told it, when all that it needs is there.
  async function told(position) {
    const { pieces: counts, caption } = at.get(position.join());
    const pieces = areas.map((area, index) => piece(area, counts[index]));
    await Promise.all(pieces.map(([image]) => image.decode()));
    return [{ frames: [{ position, caption, places: areas.map(({ box }) => box.slice(0, 2)), count: pieces.length }] }, pieces];
  }

  const start = outline.controls.map((control) => control.start);
  return Promise.all([told(start), sheet(0).decode()]).then(([[message, pieces]]) => {
    place.replaceChildren();
    const ask = ({ draw, present: box }) => {
      if (box) all().then((boxes) => present(boxes, box));
      else told(draw).then((answer) => receive(...answer));
    };
    const { receive } = mount(place, { ...outline, paper: [sheet(0)] }, { message, pieces }, ask);
    scrolling.observe(place.querySelector(".course-picture")); // on a phone
  });
}

const places = [...document.querySelectorAll("[data-demo]")];
const loading = new Map(); // what will have been done when a place has its demo

function load(place) {
  if (!loading.has(place)) {
    coming.unobserve(place);
    const script = document.createElement("script");
    script.src = `frames/${place.dataset.demo}.js`;
    loading.set(place, new Promise((resolve) => (script.onload = () => resolve(show(place)))));
    document.head.append(script);
  }
  return loading.get(place);
}

const all = () => Promise.all(places.map(load)).then(() => boxesBeside(document.body));

const coming = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) if (isIntersecting) load(target);
  },
  { rootMargin: "1000px" },
);
places.forEach((place) => coming.observe(place));
const beginning = document.querySelector("[data-present]");
beginning?.append(presentButton(all));
