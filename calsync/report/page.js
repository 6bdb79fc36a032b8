"use strict";
// Copy buttons, a chart that scrolls well, and drafts unfolded for the printer. Without this script everything else still works.
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

// On a small screen the chart scrolls: it opens at today, and the names of its lanes stay in sight.
for (const chart of document.querySelectorAll(".chart")) {
  const picture = chart.querySelector("svg");
  const names = [...chart.querySelectorAll(".name")];
  const margins = names.map((name) => Number(name.getAttribute("x")));
  chart.addEventListener("scroll", () => {
    const moved = (chart.scrollLeft * picture.viewBox.baseVal.width) / picture.clientWidth;
    names.forEach((name, index) => name.setAttribute("x", margins[index] + moved));
  }, { passive: true });
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
