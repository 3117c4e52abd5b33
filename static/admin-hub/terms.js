// Type-ahead for the terms of one scheme: each suggestion with its definition below it.
{
  const $ = django.jQuery;

  const line = (term) => {
    if (!term.definition && !term.broader) return term.text;
    const name = document.createElement("strong");
    name.textContent = term.broader ? `${term.text} (${term.broader})` : term.text;
    const meaning = document.createElement("span");
    meaning.className = "term-definition";
    meaning.textContent = term.definition || "";
    const whole = document.createElement("span");
    whole.append(name, meaning);
    return $(whole);
  };

  $(() => {
    $(".term-choice").each((_, element) => {
      $(element).select2({
        ajax: { data: (params) => ({ term: params.term, page: params.page }) },
        templateResult: line,
      });
    });
  });
}
