// While a worker is at an import, its page asks how far it is. Without this script one looks again.
{
  const stand = document.querySelector("[data-progress]");
  const EVERY = 1500; // milliseconds
  const bar = stand?.querySelector("progress");
  const words = stand?.querySelector(".in-words");

  const show = (now) => {
    if (!now.working || now.state !== stand.dataset.state) {
      location.reload();
      return true;
    }
    if (now.percent === null) bar.removeAttribute("value");
    else bar.value = now.percent;
    words.textContent = now.words;
    return false;
  };

  const ask = async () => {
    try {
      const answer = await fetch(stand.dataset.progress, { headers: { Accept: "application/json" } });
      if (answer.ok && show(await answer.json())) return;
    } catch {
      // The line is down: it is asked again.
    }
    setTimeout(ask, EVERY);
  };

  if (stand) {
    stand.querySelector(".without-script").hidden = true;
    setTimeout(ask, EVERY);
  }
}
