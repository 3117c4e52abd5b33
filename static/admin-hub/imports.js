// Polls the progress of a job while a worker is at it. Without this script the page is reloaded by hand.
{
  const status = document.querySelector("[data-progress]");
  const INTERVAL = 1500; // milliseconds
  const bar = status?.querySelector("progress");
  const text = status?.querySelector(".progress-text");

  const update = (now) => {
    if (!now.working || now.state !== status.dataset.state) {
      location.reload();
      return true;
    }
    if (now.percent === null) bar.removeAttribute("value");
    else bar.value = now.percent;
    text.textContent = now.words;
    return false;
  };

  const poll = async () => {
    try {
      const response = await fetch(status.dataset.progress, { headers: { Accept: "application/json" } });
      if (response.ok && update(await response.json())) return;
    } catch {
      // The server cannot be reached: try again.
    }
    setTimeout(poll, INTERVAL);
  };

  if (status) {
    status.querySelector(".without-script").hidden = true;
    setTimeout(poll, INTERVAL);
  }
}
