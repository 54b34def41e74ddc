// Comfort only: every page works without this. Keys, the drawer without loading the page again, copying
// a citation, dropping files. Nothing is written into the page as markup but what the server sent.
"use strict";
(() => {
  const one = (selector, from = document) => from.querySelector(selector);
  const all = (selector, from = document) => [...from.querySelectorAll(selector)];
  const desk = one(".desk");
  let marked = null;

  function say(words) {
    one(".said")?.remove();
    const note = document.createElement("p");
    note.className = "said";
    note.setAttribute("role", "status");
    note.textContent = words;
    document.body.append(note);
    setTimeout(() => note.remove(), 2500);
  }

  // The drawer. Its address is that of the page with it open, so that going back closes it.
  let latest = 0;
  async function show(href, push = true) {
    const number = ++latest;
    let answer;
    try {
      answer = await fetch(href, { headers: { "variorum-part": "drawer" }, credentials: "same-origin" });
    } catch {
      location.assign(href);
      return;
    }
    if (number !== latest) return;
    if (!answer.ok || answer.redirected) { location.assign(href); return; }
    const sent = new DOMParser().parseFromString(await answer.text(), "text/html");
    one("#drawer")?.remove();
    const drawer = one("#drawer", sent);
    if (drawer) desk.append(document.adoptNode(drawer));
    desk.classList.toggle("open", Boolean(drawer));
    if (push) history.pushState(null, "", href);
    const open = new URL(href, location.href).searchParams.get("at")?.split("-")[0];
    all("#rail .read").forEach(a => a.getAttribute("href").includes(`at=${open}#`) ? a.setAttribute("aria-current", "true") : a.removeAttribute("aria-current"));
    if (!drawer) { marked?.focus({ preventScroll: true }); return; }
    const lit = one("#at", drawer);
    drawer.tabIndex = -1;
    drawer.focus({ preventScroll: true });
    if (!lit) return;
    if (getComputedStyle(drawer).position === "sticky") {
      const at = lit.getBoundingClientRect().top - drawer.getBoundingClientRect().top;
      drawer.scrollTop += at - drawer.clientHeight / 3;
    } else {
      lit.scrollIntoView({ block: "center" });
    }
  }

  document.addEventListener("click", event => {
    const link = event.target.closest("a[href]");
    if (!desk || !link || event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    const href = link.getAttribute("href");
    const opens = href.startsWith("?") && (/[?&](at|near)=/.test(href) || link.matches(".close"));
    if (!opens || link.closest(".tabs, .choices, .pager")) return;
    event.preventDefault();
    if (!link.closest("#drawer")) marked = link;
    show(href);
  });
  if (desk) addEventListener("popstate", () => show(location.pathname + location.search + location.hash, false));

  // Keys.
  function step(selector, by) {
    const marks = all(selector, desk ?? document).filter(e => e.offsetParent !== null && !e.closest("#drawer"));
    if (!marks.length) return;
    const line = innerHeight * 0.3;
    let at = marks.indexOf(one(".marked"));
    if (at < 0) at = by > 0 ? marks.findIndex(e => e.getBoundingClientRect().top >= Math.min(line, 120)) - 1 : marks.length;
    const next = marks[Math.max(0, Math.min(marks.length - 1, at + by))];
    one(".marked")?.classList.remove("marked");
    next.classList.add("marked");
    const link = next.matches("a") ? next : one("a.words, a.nearest, a[href]", next);
    (link ?? next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }
  const CARDS = ".card, .matrix tbody tr, .timeline > li, .story-row, .hit";
  const MARKS = "a.words, a.nearest";

  async function cite() {
    const citation = one(".citation");
    if (!citation) { say("Open some words first"); return; }
    const link = one(".permalink", citation);
    const lines = all("p", citation).map(p => p.textContent.trim());
    lines[lines.length - 1] = link.href;
    try {
      await navigator.clipboard.writeText(lines.join("\n"));
      say("Citation copied");
    } catch {
      one(".cite").open = true;
      say("The browser does not let this page copy; the citation is open");
    }
  }

  function tick() {
    const letter = one("#drawer .siglum")?.textContent;
    const box = letter && one(`#only-${letter}`);
    if (!box) { say("Open an article first"); return; }
    box.checked = !box.checked;
    say(`${letter} ${box.checked ? "ticked" : "not ticked"}`);
  }

  const KEYS = {
    j: () => step(CARDS, 1),
    k: () => step(CARDS, -1),
    n: () => step(MARKS, 1),
    p: () => step(MARKS, -1),
    o: () => document.activeElement?.matches("a") && document.activeElement.click(),
    v: () => { const link = one("a.original"); link ? link.click() : say("No original address is known"); },
    c: cite,
    x: tick,
    "[": () => all("#drawer .step").find(a => a.textContent.startsWith("←"))?.click(),
    "]": () => all("#drawer .step").find(a => a.textContent.startsWith("→"))?.click(),
    "/": () => one("#q").focus(),
    "?": () => location.assign("/help"),
    Escape: () => one("#drawer .close")?.click(),
  };
  document.addEventListener("keydown", event => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.matches("input:not([type=checkbox]), textarea, select")) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const tab = /^[1-6]$/.test(event.key) && all(".tabs a")[event.key - 1];
    const act = tab ? () => tab.click() : Object.hasOwn(KEYS, event.key) && KEYS[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });

  // Ticks and layers work at once; their buttons stay for those without script.
  for (const form of all(".layers")) {
    form.addEventListener("change", () => form.requestSubmit());
    one("button", form).hidden = true;
  }

  // Files dropped anywhere on a page with the form are compared at once.
  const form = one("form[data-drop]");
  if (form) {
    const carries = event => event.dataTransfer?.types.includes("Files");
    addEventListener("dragover", event => {
      if (!carries(event)) return;
      event.preventDefault();
      document.body.classList.add("dragging");
    });
    addEventListener("dragleave", event => event.relatedTarget ?? document.body.classList.remove("dragging"));
    addEventListener("drop", event => {
      if (!carries(event)) return;
      event.preventDefault();
      document.body.classList.remove("dragging");
      one("#files", form).files = event.dataTransfer.files;
      say("Comparing …");
      form.requestSubmit();
    });
  }
})();
