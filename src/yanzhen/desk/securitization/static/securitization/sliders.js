// A slider beside each number of the deal's sliders: both are one value. Without this file the numbers and the button do the same.
"use strict";

for (const number of document.querySelectorAll(".slider input[type=number]")) {
  const range = document.createElement("input");
  range.type = "range";
  range.min = number.min;
  range.max = number.max;
  range.step = number.dataset.step;
  range.value = number.value;
  range.setAttribute("aria-label", number.labels[0] ? number.labels[0].textContent : number.name);
  range.addEventListener("input", () => { number.value = range.value; });
  number.addEventListener("input", () => { if (number.value !== "") range.value = number.value; });
  number.after(range);
}
