"use strict";
(() => {
  const all = (selector) => Array.from(document.querySelectorAll(selector));
  const one = (selector) => document.querySelector(selector);
  document.documentElement.classList.add("js");

  // Copying: the clipboard where it is allowed, a selection where it is not.
  const copied = async (text) => {
    try {
      await navigator.clipboard.writeText(text);
      return true;
    } catch {
      const area = document.createElement("textarea");
      area.value = text;
      document.body.append(area);
      area.select();
      const done = document.execCommand("copy");
      area.remove();
      return done;
    }
  };
  for (const button of all("button[data-copy]")) {
    const label = button.textContent;
    button.addEventListener("click", async () => {
      const done = await copied(document.getElementById(button.dataset.copy).textContent);
      button.textContent = done ? button.dataset.done : button.dataset.failed;
      setTimeout(() => { button.textContent = label; }, 2000);
    });
  }

  // Details: what the pointer or the keyboard is on is said in words below the picture.
  const marks = all("svg .mark");
  const detail = one("#detail");
  const tell = (event) => {
    const mark = event.target.closest(".mark");
    if (mark && detail) detail.textContent = mark.getAttribute("aria-label");
  };
  const picture = one(".plot svg");
  if (picture) {
    picture.addEventListener("mouseover", tell);
    picture.addEventListener("focusin", tell);
    // One stop for the tab key; the arrow keys go from mark to mark.
    marks.forEach((mark, place) => mark.setAttribute("tabindex", place ? "-1" : "0"));
    picture.addEventListener("keydown", (event) => {
      const step = { ArrowRight: 1, ArrowDown: 1, ArrowLeft: -1, ArrowUp: -1 }[event.key];
      const at = marks.indexOf(document.activeElement);
      if (!step || at < 0) return;
      event.preventDefault();
      const next = marks[Math.min(Math.max(at + step, 0), marks.length - 1)];
      marks[at].setAttribute("tabindex", "-1");
      next.setAttribute("tabindex", "0");
      next.focus();
    });
  }

  // Zooming keeps the middle where it is.
  const scroll = one(".scroll");
  let middle = 0.5;
  if (scroll) {
    scroll.addEventListener("scroll", () => {
      middle = (scroll.scrollLeft + scroll.clientWidth / 2) / scroll.scrollWidth;
    });
    for (const input of all("input[name=zoom]")) {
      input.addEventListener("change", () => {
        const kept = middle;
        scroll.scrollLeft = kept * scroll.scrollWidth - scroll.clientWidth / 2;
        middle = kept;
      });
    }
  }

  // Filtering by signature and by text.
  const words = one("#filter-text");
  const chips = all("input[data-filter]");
  const count = one("#filter-count");
  const parts = all("[data-signatures]").map((element) => ({
    element,
    names: element.dataset.signatures.split(" "),
    text: (element.dataset.text || element.textContent).toLowerCase(),
  }));
  const filter = () => {
    const chosen = new Set(chips.filter((chip) => chip.checked).map((chip) => chip.dataset.filter));
    const wanted = words.value.trim().toLowerCase();
    let shown = 0;
    for (const { element, names, text } of parts) {
      const keep = (!chosen.size || names.some((name) => chosen.has(name))) && text.includes(wanted);
      element.classList.toggle("dim" in element.dataset ? "dimmed" : "filtered", !keep);
      shown += keep && element.matches("article");
    }
    count.textContent = wanted || chosen.size ? `${shown} / ${all("article").length}` : "";
  };
  if (words) {
    words.addEventListener("input", filter);
    chips.forEach((chip) => chip.addEventListener("change", filter));
  }

  // On paper everything is open.
  addEventListener("beforeprint", () => all("details").forEach((fold) => { fold.open = true; }));
})();
