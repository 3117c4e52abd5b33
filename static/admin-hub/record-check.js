// One key for each answer of a check. Without this script the same buttons have access keys.
{
  const typed = (element) =>
    element instanceof HTMLElement && element.matches("input:not([type=checkbox], [type=radio]), textarea, select");

  const openCorrection = () => {
    const part = document.getElementById("correction");
    if (part === null) return;
    part.open = true;
    (part.querySelector("input, textarea, select, a") ?? part).focus();
  };

  for (const hint of document.querySelectorAll("[data-script]")) hint.hidden = false;

  for (const link of document.querySelectorAll("[data-opens]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      openCorrection();
    });
  }

  document.addEventListener("keydown", (event) => {
    if (event.altKey || event.ctrlKey || event.metaKey || event.repeat || typed(event.target)) return;
    const key = event.key.toLowerCase();
    const target = key === "o" ? document.querySelector("a.open-source") : document.querySelector(`[data-key="${CSS.escape(key)}"]`);
    if (target === null) return;
    event.preventDefault();
    target.click();
  });
}
