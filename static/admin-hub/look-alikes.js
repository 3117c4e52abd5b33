// Records that look like the name or the address being typed, below its field. Without this script
// the form asks when it is saved. Nothing here moves the focus.
{
  const WAIT = 350; // milliseconds without a key
  const MOST = { url: 1000, other: 300 }; // letters that are compared
  let timer = 0;
  let request = null;
  let asked = "";

  const watched = (form) => [...form.querySelectorAll("[data-look-alike]")];

  const query = (panel) => {
    const typed = new URLSearchParams();
    for (const field of watched(panel.closest("form"))) {
      const name = field.dataset.lookAlike;
      const text = field.value.trim().slice(0, field.type === "url" ? MOST.url : MOST.other);
      if (text && !field.name.includes("__prefix__")) typed.append(name, text);
    }
    if (panel.dataset.otherThan) typed.append("other_than", panel.dataset.otherThan);
    if ("new" in panel.dataset) typed.append("new", "1");
    return typed.toString();
  };

  // Below the row of the field; below the whole table where the field stands in one.
  const place = (field) =>
    field.closest(".inline-group") ?? field.closest(".form-row, .field") ?? field;

  const isTicked = (panel) => panel.querySelector("input:checked")?.value;

  const show = (panel, field, html) => {
    const ticked = isTicked(panel);
    panel.innerHTML = html;
    const sentence = panel.querySelector(".look-alikes-sentence");
    panel.hidden = sentence === null;
    if (sentence && !panel.contains(document.activeElement)) place(field).after(panel);
    const box = panel.querySelector("input");
    if (box && box.value === ticked) box.checked = true;
    const said = document.getElementById("look-alikes-said");
    const words = sentence?.textContent ?? "";
    if (said.textContent !== words) said.textContent = words;
  };

  const look = async (panel, field) => {
    const wanted = query(panel);
    if (wanted === asked) return;
    request?.abort();
    request = new AbortController();
    try {
      const response = await fetch(`${panel.dataset.url}?${wanted}`, {
        redirect: "error", // to the sign-in page: the session has ended
        signal: request.signal,
      });
      if (!response.ok) return;
      show(panel, field, await response.text());
      asked = wanted;
    } catch {
      // Typed on, or the server cannot be reached: the form asks when it is saved.
    }
  };

  document.addEventListener("input", ({ target }) => {
    if (!(target instanceof HTMLElement) || !target.matches("[data-look-alike]")) return;
    const panel = target.form?.querySelector("#look-alikes");
    if (!panel) return;
    clearTimeout(timer);
    timer = setTimeout(() => look(panel, target), WAIT);
  });
}
