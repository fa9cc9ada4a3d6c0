import assert from "node:assert/strict";
import { test } from "node:test";
import { codeFor } from "./code.js";

const OUTLINE = {
  name: "FIT_BY_HAND",
  controls: [
    { name: "slope", values: ["0.5", "1.0"], start: 0 },
    { name: "show", values: ["'errors'", "'hidden'"], start: 1 },
  ],
};

test("the line of code names what differs from the start", () => {
  assert.equal(codeFor(OUTLINE, [0, 1]), "show(FIT_BY_HAND)");
  assert.equal(codeFor(OUTLINE, [1, 0]), "show(FIT_BY_HAND, slope=1.0, show='errors')");
});
