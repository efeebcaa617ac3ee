// Opens dialogs, asks before what can't be undone, and keeps what was typed when sending fails.
import { listen } from "./live.js";

const UNREACHED = "Corridor can't be reached. What you wrote is still here: try again in a moment.";

function start(pane) {
  listen(pane);
  const log = pane.querySelector(".log:not(.home)");
  if (log) log.scrollTop = log.scrollHeight;
  remember(pane);
}

// Reloading comes back to the same people and rooms.
function remember(pane) {
  const url = new URL(location.href);
  url.searchParams.set(`${pane.dataset.pane}.as`, pane.dataset.as);
  url.searchParams.set(`${pane.dataset.pane}.at`, pane.dataset.at);
  history.replaceState(null, "", url);
}

function trouble(element, sentence) {
  const place = element.closest("form")?.querySelector(".trouble")
    || element.closest(".pane")?.querySelector(":scope > .talk > .trouble");
  if (place) place.textContent = sentence;
}

// What came in the place of what was pressed is read from its beginning, and has the focus.
function settle(pane) {
  const answer = pane?.querySelector(".private-area");
  if (answer) answer.scrollTop = 0;
  if (!pane || document.activeElement !== document.body || document.querySelector("dialog[open]")) return;
  (pane.querySelector(".private") || pane.querySelector(".log")).focus({ preventScroll: true });
}

document.querySelectorAll(".pane").forEach(start);
if (localStorage.getItem("corridor-try") === "done") document.getElementById("try").hidden = true;

document.addEventListener("htmx:afterSwap", (event) => {
  const target = event.detail.target;
  if (!target.classList?.contains("pane")) return;
  const asked = event.detail.requestConfig.elt;
  const id = asked.id || asked.querySelector("select")?.id;
  start(document.getElementById(target.id));
  if (id) document.getElementById(id)?.focus();
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
    trouble(element, (event.detail.xhr?.status && event.detail.xhr.responseText) || UNREACHED);
    return;
  }
  trouble(element, "");
  element.closest("details.menu")?.removeAttribute("open");
  renew(element);
  if (element.dataset.clear !== undefined) {
    element.reset();
    grow(element.querySelector("textarea"));
  }
  const pane = event.target.closest?.(".pane");
  setTimeout(() => settle(pane));
});

// What was done is done: the same button pressed later is another act.
function renew(form) {
  const once = form.querySelector?.("input[name=once]");
  if (!once) return;
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  once.value = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

document.addEventListener("htmx:confirm", (event) => {
  const element = event.detail.elt;
  if (!event.detail.question) return;
  event.preventDefault();
  const dialog = document.getElementById("sure");
  document.getElementById("sure-text").textContent = event.detail.question;
  const yes = dialog.querySelector("[data-yes]");
  yes.textContent = element.dataset.yes || "Yes";
  yes.className = `button ${element.dataset.style === "danger" ? "danger" : "primary"}`;
  dialog.returnValue = "";
  dialog.onclose = () => {
    if (dialog.returnValue === "yes") event.detail.issueRequest(true);
    else element.querySelector("button")?.focus();
  };
  dialog.showModal();
});

// The second half of a double click would press what came in the first one's place.
document.addEventListener("click", (event) => {
  if (event.detail > 1 && event.target.closest("form button")) {
    event.preventDefault();
    event.stopPropagation();
  }
}, true);

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll("details.menu[open]")) {
    if (!menu.contains(event.target)) menu.open = false;
  }
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.close !== undefined) button.closest("dialog").close();
  if (button.closest("#sure")) button.closest("dialog").close(button.value);
  if (button.dataset.dismissPrivate !== undefined) {
    const talk = button.closest(".talk");
    button.closest(".private-area").replaceChildren();
    (talk.querySelector(":scope > .composer textarea") || talk.querySelector(".log")).focus();
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
    if (button.dataset.show === name) button.querySelector(".dot").hidden = true;
  }
  const log = document.querySelector(`#log-${name}:not(.home)`);
  if (log) log.scrollTop = log.scrollHeight;
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
  const { target } = event;
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing && target.matches(".composer textarea")) {
    event.preventDefault();
    if (target.value.trim()) target.form.requestSubmit();
  }
  const menu = event.key === "Escape" && target.closest?.("details.menu[open]");
  if (menu) {
    menu.open = false;
    menu.querySelector("summary").focus();
  }
});
