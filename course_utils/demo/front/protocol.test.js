import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { readFrames, unroll } from "./protocol.js";

// Python writes the same bytes: tests/front/test_javascript.py.
const RUNS = JSON.parse(readFileSync(new URL("../../../tests/front/runs.json", import.meta.url), "utf8"));
const bytesOf = (hex) => Uint8Array.from(Buffer.from(hex, "hex"));

test("runs made by Python come back as its pixels", () => {
  const pixels = new Uint32Array(RUNS.pixels.length);
  unroll(bytesOf(RUNS.runs), pixels);
  assert.deepEqual([...pixels], RUNS.pixels);
});

test("runs flip the bits of what is there", () => {
  const pixels = Uint32Array.from(RUNS.pixels);
  unroll(bytesOf(RUNS.runs), pixels);
  assert.deepEqual(
    [...pixels],
    RUNS.pixels.map(() => 0),
  );
});

test("each frame of a message takes its pieces from the buffers, in the form of its kind", async () => {
  const whole = new Uint8Array([9, 1, 2, 3, 4, 9]).buffer;
  const buffers = [new DataView(whole, 1, 2), new DataView(whole, 3, 1), new DataView(whole, 4, 1)];
  const header = { position: [0], caption: "", places: [] };
  const [runs, jpegs] = readFrames(
    [
      { ...header, kind: "runs", count: 1 },
      { ...header, kind: "jpeg", count: 2 },
    ],
    buffers,
  );
  assert.deepEqual(runs.pieces, [new Uint8Array([1, 2])]);
  assert.equal(runs.pieces[0].byteOffset, 0);
  assert.deepEqual(await Promise.all(jpegs.pieces.map((blob) => blob.text())), ["\x03", "\x04"]);
  assert.equal(jpegs.pieces[0].type, "image/jpeg");
});
