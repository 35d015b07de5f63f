// The keyboard, the source drawer, small comforts. Every action works without this file.
"use strict";

const drawer = document.getElementById("drawer");
const keyList = document.getElementById("keys");
let opener = null;

// --- the source drawer: a figure's own address, shown beside the page -------------------------------------------
async function openDrawer(button) {
  const answer = await fetch(button.formAction, { headers: { "HX-Request": "true" }, credentials: "same-origin" });
  if (!answer.ok || answer.redirected || answer.status === 204) { location.assign(button.formAction); return; }
  if (opener) opener.setAttribute("aria-expanded", "false");
  drawer.innerHTML = await answer.text();
  drawer.hidden = false;
  if (!drawer.contains(button)) opener = button;
  button.setAttribute("aria-expanded", "true");
  if (window.htmx) window.htmx.process(drawer);
  drawer.focus({ preventScroll: true });
  drawer.scrollTop = 0;
}

function closeDrawer() {
  if (!drawer || drawer.hidden) return false;
  drawer.hidden = true;
  drawer.replaceChildren();
  if (opener) {
    opener.setAttribute("aria-expanded", "false");
    opener.focus({ preventScroll: true });
    opener = null;
  }
  return true;
}

document.addEventListener("click", (event) => {
  const figure = event.target.closest("button.figure[formaction]");
  if (figure && drawer && !event.ctrlKey && !event.metaKey) {
    event.preventDefault();
    if (figure === opener) closeDrawer();
    else openDrawer(figure).catch(() => location.assign(figure.formAction));
  } else if (event.target.closest("[data-close]")) {
    closeDrawer();
  }
  for (const menu of document.querySelectorAll("details.menu[open]")) if (!menu.contains(event.target)) menu.open = false;
});

// --- the keyboard ------------------------------------------------------------------------------------------------
function items() { return [...document.querySelectorAll("[data-item]")].filter((item) => item.offsetParent !== null); }
function current() { return document.querySelector("[data-item].on"); }

function select(item) {
  if (!item) return;
  const before = current();
  if (before) { before.classList.remove("on"); before.removeAttribute("aria-current"); }
  item.classList.add("on");
  item.setAttribute("aria-current", "true");
  if (!item.hasAttribute("tabindex") && !item.querySelector("a, button, input")) item.tabIndex = -1;
  (item.hasAttribute("tabindex") ? item : item.querySelector("a, button, input") || item).focus({ preventScroll: true });
  item.scrollIntoView({ block: "nearest" });
  item.dispatchEvent(new CustomEvent("yanzhen:select", { bubbles: true }));
}

function step(by) {
  const all = items();
  if (!all.length) return;
  const at = all.indexOf(current());
  select(all[at < 0 ? 0 : Math.min(all.length - 1, Math.max(0, at + by))]);
}

// A button or link marked data-key="a" answers to that key: in the selected item first, else anywhere on the page.
function press(key) {
  const query = `[data-key="${CSS.escape(key)}"]`;
  const target = current()?.querySelector(query) || [...document.querySelectorAll(query)].find((one) => !one.closest("[data-item]"));
  if (target) target.click();
  return Boolean(target);
}

function openCurrent() {
  const target = current()?.querySelector("[data-open]");
  if (target) target.click();
  return Boolean(target);
}

const KEYS = {
  "/": () => { const box = document.getElementById("search"); if (box) { box.focus(); box.select(); } return Boolean(box); },
  "?": () => { if (keyList && !keyList.open) keyList.showModal(); return Boolean(keyList); },
  j: () => { step(1); return true; },
  k: () => { step(-1); return true; },
  Escape: closeDrawer,
};

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  const typing = event.target.closest("input, textarea, select, [contenteditable]");
  if (typing) {
    if (event.key === "Escape") typing.blur();
    return;
  }
  if (document.querySelector("dialog[open]")) return;
  let done = false;
  if (event.key in KEYS) done = KEYS[event.key]();
  else if (event.key === "Enter") done = event.target.closest("a, button, summary") ? false : openCurrent();
  else if (event.key.length === 1) done = press(event.key);
  if (done) event.preventDefault();
});

document.addEventListener("click", (event) => {
  const item = event.target.closest("[data-item]");
  if (item && item !== current() && !event.target.closest("a, button, input, textarea, select, label, summary")) select(item);
});

// --- small comforts --------------------------------------------------------------------------------------------------
document.querySelector(".faults")?.focus();
document.addEventListener("change", (event) => { if (event.target.matches(".filters select")) event.target.form.requestSubmit(); });
document.body.addEventListener("htmx:responseError", (event) => {
  const say = document.getElementById("say");
  if (say) say.textContent = `${event.detail.xhr.status}`;
});
