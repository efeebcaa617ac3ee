// Keeps a pane as it is on the server: puts what is new or changed in place, without moving focus.

const streams = new Map();

export function listen(pane) {
  const { pane: name, as, at, since } = pane.dataset;
  streams.get(name)?.close();
  if (document.hidden) return;
  const source = new EventSource(`/web/events?${new URLSearchParams({ pane: name, as, at, since })}`);
  source.addEventListener("news", (event) => {
    pane.dataset.since = event.lastEventId;
    put(pane, JSON.parse(event.data));
  });
  // A browser gives up on a server that answers with an error; we don't.
  source.addEventListener("error", () => {
    if (source.readyState === EventSource.CLOSED && streams.get(name) === source) {
      setTimeout(() => pane.isConnected && listen(pane), 3000);
    }
  });
  streams.set(name, source);
}

// A page in the background lets go of its connections: a browser has only six for all its pages.
document.addEventListener("visibilitychange", () => {
  document.querySelectorAll(".pane").forEach(listen);
});

function put(pane, news) {
  const name = pane.dataset.pane;
  for (const piece of news.said) place(name, piece);
  if (news.reload) document.getElementById(`behind-${name}`).hidden = false;
  for (const mark of pane.querySelectorAll("[data-unread]")) {
    const count = news.unread[mark.dataset.unread] || 0;
    mark.querySelector(".n").textContent = count;
    mark.hidden = count === 0;
  }
  const away = pane.offsetParent === null;
  const more = news.said.length > 0 || Object.values(news.unread).some((n) => n > 0);
  if (away && more) document.querySelector(`.switch [data-show=${name}] .dot`).hidden = false;
}

function place(name, piece) {
  const log = document.getElementById(`log-${name}`);
  const atEnd = log.scrollHeight - log.scrollTop - log.clientHeight < 160;
  const old = document.getElementById(`entry-${name}-${piece.ref}`);
  const fresh = old ? replace(old, name, piece) : add(log, name, piece);
  if (!fresh) return;
  htmx.process(fresh);
  if (atEnd) log.scrollTop = log.scrollHeight;
}

function replace(old, name, piece) {
  // Nobody's half-written edit is taken away: what is new waits until it is sent or given up.
  const writing = old.querySelector("details.menu[open]:has(details.inline[open] form:not(.htmx-request))");
  if (writing) {
    writing.addEventListener("toggle", () => old.isConnected && place(name, piece), { once: true });
    return null;
  }
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  const fresh = element(piece.part);
  old.replaceWith(fresh);
  if (focused) (document.getElementById(focused.id) || fresh).focus({ preventScroll: true });
  return fresh;
}

function add(log, name, piece) {
  const fresh = element(piece.whole);
  if (piece.thread) {
    const replies = document.getElementById(`replies-${name}-${piece.thread}`);
    if (!replies) return null;
    replies.append(fresh);
    replies.parentElement.querySelector(".answer").open = true;
    return fresh;
  }
  // What is older than everything shown waits behind "Show earlier messages".
  const roots = [...log.querySelectorAll(".root")];
  const next = roots.find((root) => Number(root.dataset.seq) > piece.seq);
  if (next === roots[0] && next && log.querySelector(".earlier")) return null;
  (next || log.querySelector(".empty")).before(fresh);
  return fresh;
}

function element(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}
