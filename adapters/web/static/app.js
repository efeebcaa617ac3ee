// Puts live messages in place, opens dialogs, and keeps what was typed when sending fails.
"use strict";

const streams = new Map();

function listen(pane) {
  const { pane: name, as, at, since } = pane.dataset;
  streams.get(name)?.close();
  const query = new URLSearchParams({ pane: name, as, at, since });
  const source = new EventSource(`/web/events?${query}`);
  source.addEventListener("news", (event) => put(name, JSON.parse(event.data)));
  streams.set(name, source);
}

function put(name, news) {
  for (const piece of news.said) place(name, piece);
  for (const mark of document.querySelectorAll(`#pane-${name} [data-unread]`)) {
    const count = news.unread[mark.dataset.unread] || 0;
    mark.querySelector(".n").textContent = count;
    mark.hidden = count === 0;
  }
}

function place(name, piece) {
  const log = document.getElementById(`log-${name}`);
  const old = document.getElementById(`entry-${name}-${piece.ref}`);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  if (old) {
    if (!old.contains(document.activeElement)) old.replaceWith(fragment(piece.part));
    else refocus(old, piece.part);
  } else if (piece.thread) {
    const replies = document.getElementById(`replies-${name}-${piece.thread}`);
    if (!replies) return;
    replies.append(fragment(piece.whole));
    const answer = replies.parentElement.querySelector(".answer");
    if (answer) answer.open = true;
  } else {
    log.querySelector(".empty").before(fragment(piece.whole));
  }
  htmx.process(log);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function refocus(old, html) {
  const id = document.activeElement.id;
  if (old.querySelector("details.inline[open]")) return;
  old.replaceWith(fragment(html));
  if (id) document.getElementById(id)?.focus();
}

function fragment(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content;
}

function start(pane) {
  listen(pane);
  const log = pane.querySelector(".log");
  if (log && !log.classList.contains("home")) log.scrollTop = log.scrollHeight;
}

function trouble(element, sentence) {
  const form = element.closest("form");
  const pane = element.closest(".pane");
  const place = form?.querySelector(".trouble") || pane?.querySelector(":scope > .talk > .trouble");
  if (place) place.textContent = sentence;
}

document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll(".pane").forEach(start);
  if (localStorage.getItem("corridor-try") === "done") document.getElementById("try").hidden = true;
});

document.addEventListener("htmx:afterSwap", (event) => {
  if (event.detail.target.classList?.contains("pane")) {
    const id = event.detail.requestConfig.elt.id || event.detail.requestConfig.elt.querySelector("select")?.id;
    const pane = document.getElementById(event.detail.target.id);
    start(pane);
    if (id) document.getElementById(id)?.focus();
  }
});

// A dialog that replaces the one it was sent from gets no event: its sender is gone by then.
new MutationObserver(() => {
  const dialog = document.querySelector(".modal-area dialog[data-open]:not([open])");
  if (!dialog) return;
  delete dialog.dataset.open;
  dialog.showModal();
  dialog.querySelector("[aria-invalid], textarea, input:not([type=hidden]), select")?.focus();
}).observe(document.documentElement, { childList: true, subtree: true });

document.addEventListener("htmx:afterRequest", (event) => {
  const element = event.detail.elt;
  if (!event.detail.successful) {
    const sentence = event.detail.xhr?.responseText || "Corridor can't be reached. What you wrote is still here.";
    trouble(element, sentence);
    return;
  }
  trouble(element, "");
  element.closest("details.menu")?.removeAttribute("open");
  if (element.dataset.clear === undefined) return;
  element.reset();
  const once = element.querySelector("[data-once]");
  if (once) once.value = `${crypto.randomUUID()}-say`;
  grow(element.querySelector("textarea"));
});

document.addEventListener("htmx:sendError", (event) => {
  trouble(event.detail.elt, "Corridor can't be reached. What you wrote is still here.");
});

document.addEventListener("htmx:confirm", (event) => {
  const element = event.detail.elt;
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("sure");
  document.getElementById("sure-text").textContent = event.detail.question;
  dialog.querySelector("[data-yes]").textContent = element.dataset.yes || "Yes";
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") event.detail.issueRequest(true);
    else element.querySelector("button")?.focus();
  };
  dialog.showModal();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.close !== undefined) button.closest("dialog").close();
  if (button.dataset.yes !== undefined || button.dataset.no !== undefined) {
    if (button.closest("#sure")) button.closest("dialog").close(button.value);
  }
  if (button.dataset.dismissPrivate !== undefined) {
    const area = button.closest(".private-area");
    area.replaceChildren();
    area.closest(".talk").querySelector(".composer textarea")?.focus();
  }
  if (button.dataset.dismiss) {
    document.getElementById(button.dataset.dismiss).hidden = true;
    localStorage.setItem("corridor-try", "done");
  }
  if (button.dataset.show) show(button.dataset.show);
});

function show(name) {
  document.body.dataset.show = name;
  for (const button of document.querySelectorAll(".switch button")) {
    button.setAttribute("aria-pressed", String(button.dataset.show === name));
  }
}

function grow(area) {
  if (!area) return;
  area.style.height = "auto";
  area.style.height = `${Math.min(area.scrollHeight + 2, 180)}px`;
}

document.addEventListener("input", (event) => {
  if (event.target.matches(".composer textarea")) grow(event.target);
});

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && event.target.matches(".composer textarea")) {
    event.preventDefault();
    if (event.target.value.trim()) event.target.form.requestSubmit();
  }
  if (event.key === "Escape") event.target.closest?.("details.menu")?.removeAttribute("open");
});
