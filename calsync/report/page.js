"use strict";
// Copy buttons, the chart scrolled to today, and drafts unfolded for the printer. Without this script everything else still works.
const said = document.getElementById("said");

function select(node) {
  const range = document.createRange();
  range.selectNodeContents(node);
  const selection = getSelection();
  selection.removeAllRanges();
  selection.addRange(range);
}

async function copy(button) {
  const draft = document.getElementById(button.dataset.copy);
  let copied = true;
  try {
    await navigator.clipboard.writeText(draft.textContent);
  } catch {
    select(draft);
    copied = document.execCommand("copy");
  }
  const label = button.firstChild;
  label.textContent = copied ? "Copied" : "Press Ctrl+C";
  said.textContent = copied ? "The draft is copied." : "The draft is selected: press Ctrl+C to copy it.";
  setTimeout(() => {
    label.textContent = "Copy text";
    said.textContent = "";
  }, 4000);
}

for (const button of document.querySelectorAll("[data-copy]")) {
  button.hidden = false;
  button.addEventListener("click", () => copy(button));
}

for (const chart of document.querySelectorAll(".chart")) {
  const today = chart.querySelector(".today").getBoundingClientRect();
  chart.scrollLeft = today.left - chart.getBoundingClientRect().left - chart.clientWidth / 2;
}

let unfolded = [];
addEventListener("beforeprint", () => {
  unfolded = [...document.querySelectorAll("details:not([open])")];
  for (const details of unfolded) details.open = true;
});
addEventListener("afterprint", () => {
  for (const details of unfolded) details.open = false;
});
