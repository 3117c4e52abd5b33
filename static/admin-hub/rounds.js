// The address of a new reporting round is proposed of its document and name, until somebody writes
// another.
{
  const MOST = 120;
  const ROW = /^(id_rounds-\d+-)(name|slug)$/;
  const slugOf = (id) => document.getElementById(id)?.value ?? "";
  const written = new Set();

  const propose = (name) => {
    const own = URLify(name.value, MOST);
    const whole = slugOf("id_slug").slice(0, Math.max(0, MOST - own.length - 1));
    return [whole, own].filter(Boolean).join("-");
  };

  document.addEventListener("input", ({ target }) => {
    const [, row, field] = target.id.match(ROW) ?? [];
    if (!row) return;
    const slug = document.getElementById(`${row}slug`);
    if (field === "slug") written.add(slug);
    else if (!slug.defaultValue && !written.has(slug)) slug.value = propose(target);
  });
}
