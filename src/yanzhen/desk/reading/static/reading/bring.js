// Files dropped on the page. Without script the file picker and the button do the same.
"use strict";

const drop = document.getElementById("drop");
const picker = document.getElementById("id_files");
const chosen = document.getElementById("chosen");

function tell() {
  chosen.replaceChildren(...[...picker.files].map((file) => {
    const line = document.createElement("li");
    line.textContent = `${file.name} · ${(file.size / 1048576).toFixed(2)} MB`;
    return line;
  }));
}

if (drop && picker) {
  picker.addEventListener("change", tell);
  for (const kind of ["dragenter", "dragover"]) {
    document.addEventListener(kind, (event) => {
      if (![...(event.dataTransfer?.types || [])].includes("Files")) return;
      event.preventDefault();
      drop.classList.add("over");
    });
  }
  document.addEventListener("dragleave", (event) => { if (!event.relatedTarget) drop.classList.remove("over"); });
  document.addEventListener("drop", (event) => {
    if (!event.dataTransfer?.files.length) return;
    event.preventDefault();
    drop.classList.remove("over");
    picker.files = event.dataTransfer.files;
    tell();
    document.getElementById("id_published").focus();
  });
}
