/* What HTML alone cannot do. Every page works without this file. Own code, no libraries. */
(() => {
  "use strict";

  const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
  const one = (selector, root = document) => root.querySelector(selector);
  const root = document.documentElement;
  const store = (name) => {
    try {
      return window[name];
    } catch { /* Forbidden by the browser: remember nothing, work on. */
      return { getItem: () => null, setItem: () => {}, removeItem: () => {} };
    }
  };
  const drafts = store("sessionStorage");
  const habits = store("localStorage");

  /* Display: elder mode and theme, kept in cookies so that the server draws the next page right. */
  const DARK = { auto: "screen and (prefers-color-scheme: dark)", light: "not all", dark: "screen" };
  const keep = (name, value) => {
    document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
  };
  const press = (button, on) => button.setAttribute("aria-pressed", String(on));

  const elder = one("[data-display=elder]");
  elder.hidden = false;
  elder.addEventListener("click", () => {
    const on = root.toggleAttribute("data-elder");
    press(elder, on);
    keep("elder", on ? "1" : "0");
  });

  const theme = one("[data-display=theme]");
  theme.hidden = false;
  theme.addEventListener("click", (event) => {
    const chosen = event.target.value;
    if (!chosen) return;
    root.dataset.theme = chosen;
    one("#dark").media = DARK[chosen];
    all("button", theme).forEach((button) => press(button, button === event.target));
    keep("theme", chosen);
  });

  /* Copy and print. */
  all("[data-copy]").forEach((button) => {
    const label = one("span", button);
    const before = label.textContent;
    button.hidden = !navigator.clipboard;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(one(button.dataset.copy).textContent.trim());
      label.textContent = button.dataset.done;
      setTimeout(() => { label.textContent = before; }, 2000);
    });
  });
  all("[data-print]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  });

  /* Drafts: what is typed survives an expired sign-in or a lost page, in this tab only,
     until a page says that the server has it. What the server drew again wins, but for the identity of the form
     (data-kept): with it the server knows words that are sent again after their answer was lost. */
  all("[data-draft-done]").forEach((place) => drafts.removeItem(`draft:${place.dataset.draftDone}`));
  all("form[data-draft]").forEach((form) => {
    const name = `draft:${form.dataset.draft}`;
    const inputs = () => all("input:not([type=hidden], [type=radio], [type=checkbox], [type=file]), textarea, [data-kept]", form);
    const kept = JSON.parse(drafts.getItem(name) || "{}");
    inputs().forEach((input) => {
      if ((input.value && !("kept" in input.dataset)) || !kept[input.name]) return;
      input.value = kept[input.name];
      if (form.parentElement.tagName === "DETAILS") form.parentElement.open = true;
    });
    form.addEventListener("input", () => {
      const typed = inputs().filter((input) => input.value).map((input) => [input.name, input.value]);
      try {
        drafts.setItem(name, JSON.stringify(Object.fromEntries(typed)));
      } catch { /* A full store must not stop anybody from typing. */ }
    });
  });

  /* A contact is looked at in place: the answer takes the place of what is masked, and gives it back in time.
     Whatever comes in between, the form is sent as it is without a script. */
  document.addEventListener("submit", async (event) => {
    const form = event.target;
    if (!form.matches("[data-reveal]")) return;
    event.preventDefault();
    if (form.dataset.sent) return;
    form.dataset.sent = "1";
    const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)) }).catch(() => null);
    const shown = answer && one("#revealed", new DOMParser().parseFromString(await answer.text(), "text/html"));
    if (!shown) {
      form.submit();
      return;
    }
    const masked = one("#revealed");
    delete form.dataset.sent;
    masked.replaceWith(shown);
    shown.focus();
    if (shown.dataset.seconds) setTimeout(() => shown.replaceWith(masked), shown.dataset.seconds * 1000);
  }, true);

  /* A second tap on a slow network sends nothing twice; coming back to the page frees the button. */
  document.addEventListener("submit", (event) => {
    if (event.target.method !== "post" || event.target.matches("[data-download], [data-reveal]")) return;
    if (event.target.dataset.sent) event.preventDefault();
    event.target.dataset.sent = "1";
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => delete form.dataset.sent));

  /* Position: asked for by a tap, taken once, to four decimals (about 10 m): no more leaves the device. */
  all("[data-locate]").forEach((place) => {
    const said = one("[aria-live]", place);
    place.hidden = !navigator.geolocation;
    one("button", place).addEventListener("click", () => navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        one("[name=lon]", place).value = coords.longitude.toFixed(4);
        one("[name=lat]", place).value = coords.latitude.toFixed(4);
        said.textContent = said.dataset.found.replace("{n}", Math.ceil(coords.accuracy));
      },
      () => { said.textContent = said.dataset.failed; },
      { enableHighAccuracy: true, timeout: 10000 },
    ));
  });

  /* Keyboard: j k enter / ? on lists, the letter of a move on its page; can be switched off. */
  const titles = all("[data-rows] .row-title");
  const step = (by) => {
    const next = titles[Math.max(0, Math.min(titles.length - 1, titles.indexOf(document.activeElement) + by))];
    if (next) next.focus();
  };
  const openMove = (key) => all(`.move[data-key="${CSS.escape(key)}"]`).slice(0, 1).forEach((move) => {
    if (move.tagName === "DETAILS") move.open = true;
    one("textarea, select, input:not([type=hidden]), button", move).focus();
  });
  const KEYS = {
    j: () => step(1),
    k: () => step(-1),
    "/": () => { const search = one("[data-search]"); if (search) search.focus(); },
    "?": () => { const dialog = one("#keys"); if (dialog) dialog.showModal(); },
  };
  const keysOn = one("[data-keys-on]");
  if (keysOn) {
    keysOn.checked = habits.getItem("keys") !== "off";
    keysOn.addEventListener("change", () => habits.setItem("keys", keysOn.checked ? "on" : "off"));
  }
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, select, textarea, dialog");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || habits.getItem("keys") === "off") return;
    const act = KEYS[event.key] || (event.key.length === 1 && one(".move") && (() => openMove(event.key)));
    if (!act) return;
    event.preventDefault();
    act();
  });
  all("[data-dialog]").forEach((button) => {
    button.hidden = false;
    button.addEventListener("click", () => one(button.dataset.dialog).showModal());
  });

  /* After a refused form the summary of what to change is read first. */
  all("[data-focus]").slice(0, 1).forEach((place) => place.focus());
})();
