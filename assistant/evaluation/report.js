"use strict";
// Shows the questions of one failure, one type and some words; without it all are shown.
const cards = [...document.querySelectorAll("details.question")];
const failures = [...document.querySelectorAll("button[data-failure]")];
const type = document.getElementById("type");
const search = document.getElementById("search");
const count = document.getElementById("count");
let failure = "";

function show() {
  const wanted = search.value.trim().toLowerCase();
  let shown = 0;
  for (const card of cards) {
    const fits =
      (!failure || card.dataset.failure === failure) &&
      (!type.value || card.dataset.type === type.value) &&
      (!wanted || card.textContent.toLowerCase().includes(wanted));
    card.hidden = !fits;
    shown += fits;
  }
  for (const button of failures) {
    button.setAttribute("aria-pressed", String(button.dataset.failure === failure));
  }
  count.textContent = `${shown} of ${cards.length} questions`;
}

for (const button of failures) {
  button.addEventListener("click", () => {
    failure = button.dataset.failure;
    show();
  });
}
for (const link of document.querySelectorAll("a[data-open]")) {
  link.addEventListener("click", () => {
    const card = document.getElementById(link.dataset.open);
    if (card) {
      failure = "";
      type.value = search.value = "";
      show();
      card.open = true;
    }
  });
}
type.addEventListener("change", show);
search.addEventListener("input", show);
show();
