// The list of proposals: after a decision the next one is selected; all of a page can be marked. Every action works without this file.
"use strict";

let decided = null;

document.body.addEventListener("htmx:beforeRequest", (event) => {
  const item = event.target.closest?.(".proposed");
  if (!item) return;
  const act = event.detail.requestConfig?.triggeringEvent?.submitter?.value;
  decided = { id: item.id, goOn: act === "confirm" || act === "reject" };
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!decided) return;
  const { id, goOn } = decided;
  decided = null;
  const item = document.getElementById(id);
  if (!item) return;
  select(item);
  if (goOn && !item.querySelector(".stale")) step(1);
});

const markAll = document.querySelector("[data-mark-all]");
if (markAll) {
  markAll.hidden = false;
  markAll.addEventListener("click", () => {
    const boxes = [...document.querySelectorAll(".proposed > input[type=checkbox]:not(.alone)")];
    const wanted = boxes.some((box) => !box.checked);
    for (const box of boxes) box.checked = wanted;
  });
}
