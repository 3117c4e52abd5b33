// Names, for whoever hears the page, of what Django and Select2 leave without one: fields in the
// rows of a table, boxes to search in, boxes to choose from, empty heads of columns.
{
  const { row } = document.currentScript.dataset;

  const words = (element) => element?.textContent.replace(/\s+/g, " ").trim() ?? "";

  // What stands at the head of the column of a field.
  const head = (field) => {
    const cell = field.closest("td");
    const table = cell?.closest(".tabular table");
    if (!table) return "";
    if (cell.classList.contains("delete")) return words(table.querySelector("thead th:last-child"));
    const name = [...cell.classList].find((one) => one.startsWith("field-"));
    return name ? words(table.querySelector(`th.${name.replace("field-", "column-")}`)) : "";
  };

  const nameOf = (field) =>
    field.getAttribute("aria-label") || words(field.labels?.[0]) || head(field);

  const say = (element, name) => {
    if (!element || !name || element.getAttribute("aria-label") === name) return;
    element.removeAttribute("aria-labelledby"); // of what is empty until something is chosen
    element.setAttribute("aria-label", name);
  };

  const nameAll = () => {
    for (const field of document.querySelectorAll(".tabular td :is(input, select, textarea)")) {
      if (field.type === "hidden" || field.closest(".select2-container")) continue;
      if (!field.labels?.length) say(field, head(field));
    }
    for (const box of document.querySelectorAll("select + .select2-container")) {
      const name = nameOf(box.previousElementSibling);
      for (const part of box.querySelectorAll("[role=combobox], [role=textbox], [role=searchbox]")) {
        say(part, name);
      }
    }
    for (const cell of document.querySelectorAll("thead th")) {
      if (cell.childElementCount || words(cell)) continue;
      const hidden = document.createElement("span");
      hidden.className = "visually-hidden";
      hidden.textContent = row;
      cell.append(hidden);
    }
  };

  // At once, not in the next frame: a page in the background has none, and is heard all the same.
  document.addEventListener("DOMContentLoaded", () => {
    nameAll();
    new MutationObserver(nameAll).observe(document.body, { childList: true, subtree: true });
  });
}
