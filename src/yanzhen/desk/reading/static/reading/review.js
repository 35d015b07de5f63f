// The review page: a figure and its place in the original, side by side; what a decision leaves selected.
"use strict";

const original = document.getElementById("original");

function marksOf(key) {
  return [...document.querySelectorAll(`[data-marks~="${CSS.escape(key)}"]`)];
}

function light(key) {
  for (const one of document.querySelectorAll(".q.lit")) one.classList.remove("lit");
  const marks = marksOf(key);
  for (const one of marks) one.classList.add("lit");
  return marks[0];
}

function bring(pane, target) {
  if (!pane || !target) return;
  const at = target.getBoundingClientRect().top - pane.getBoundingClientRect().top;
  const scrolls = getComputedStyle(pane).overflowY !== "visible";
  if (scrolls) pane.scrollTop += at - pane.clientHeight / 3;
  else target.scrollIntoView({ block: "center" });
}

document.addEventListener("yanzhen:select", (event) => {
  const key = event.target.dataset?.statement;
  if (key) bring(original, light(key));
});

document.addEventListener("click", (event) => {
  if (event.ctrlKey || event.metaKey || event.shiftKey) return;
  const figure = event.target.closest("a[data-to]");
  if (figure) {
    const mark = light(figure.dataset.to);
    if (!mark) return;
    event.preventDefault();
    const item = figure.closest("[data-item]");
    if (item && item !== current()) select(item);
    bring(original, mark);
    mark.focus({ preventScroll: true });
    return;
  }
  const mark = event.target.closest("a.q");
  if (!mark) return;
  const key = (mark.dataset.marks || "").trim().split(" ")[0];
  const item = document.getElementById(`s-${key}`);
  if (!item) return;
  event.preventDefault();
  select(item);
  bring(document.getElementById("work"), item);
});

// htmx takes the item away and puts its new form in its place: the selection and the keyboard stay.
let swapped = null;
document.body.addEventListener("htmx:beforeRequest", (event) => {
  const item = event.target.closest?.("[data-item]");
  if (!item) return;
  const button = event.detail.requestConfig?.triggeringEvent?.submitter;
  swapped = { id: item.id, goOn: Boolean(button && ["accept", "reject"].includes(button.value)) };
});

document.body.addEventListener("htmx:afterSettle", () => {
  if (!swapped) return;
  const { id, goOn } = swapped;
  swapped = null;
  const item = document.getElementById(id);
  if (!item) return;
  select(item);
  const trouble = item.querySelector(".stale, .faults");
  const field = item.querySelector("form.correct input:not([type=hidden]), form.correct select");
  if (trouble) { trouble.tabIndex = -1; trouble.focus(); } else if (field) field.focus();
  else if (goOn) step(1);
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const cancel = event.target.closest?.(".said.editing")?.querySelector("[data-cancel]");
  if (cancel) { event.preventDefault(); cancel.click(); }
});

// The item that the address names, or the first that waits.
const named = document.querySelector(location.hash.startsWith("#s-") ? `[id="${CSS.escape(location.hash.slice(1))}"]` : ".none-such");
const target = document.getElementById("at");
if (named) { select(named); bring(document.getElementById("work"), named); }
if (target) bring(original, target);
else if (!named) {
  const first = document.querySelector(".said.waiting") || document.querySelector(".said");
  if (first) { first.classList.add("on"); first.setAttribute("aria-current", "true"); bring(original, light(first.dataset.statement)); }
}
