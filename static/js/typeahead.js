// A long menu becomes a field to type in, with the browser's own suggestions. Without this file, or where the
// browser has no suggestions, the menu stays. What was typed is looked up in the menu, which is what is sent.
if ("HTMLDataListElement" in window) {
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").trim().toLowerCase();

  const turnIntoField = (menu) => {
    const options = [...menu.options].filter((option) => option.value);
    const slugs = new Map(options.map((option) => [fold(option.text), option.value]));
    const list = document.createElement("datalist");
    list.id = `${menu.id}-names`;
    list.append(...options.map((option) => new Option("", option.text.trim())));
    const field = document.createElement("input");
    field.type = "text";
    field.autocomplete = "off";
    field.setAttribute("list", list.id);
    field.value = menu.value ? menu.selectedOptions[0].text.trim() : "";

    const look = () => {
      const typed = fold(field.value);
      const begins = [...slugs.keys()].filter((name) => name.startsWith(typed));
      const name = slugs.has(typed) || begins.length !== 1 ? typed : begins[0];
      menu.value = typed && slugs.has(name) ? slugs.get(name) : "";
      field.setCustomValidity(typed && !menu.value ? menu.dataset.unknown : "");
    };

    field.addEventListener("input", look);
    menu.form.addEventListener("formdata", look);
    field.id = menu.id;
    menu.removeAttribute("id");
    menu.hidden = true;
    menu.before(field, list);
    // As the back button may have filled it in.
    window.addEventListener("pageshow", look);
  };

  document.querySelectorAll("select[data-unknown]").forEach(turnIntoField);
}
