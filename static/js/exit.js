// Leaving in a hurry. The button is a link and works without this file; with it the page goes blank at
// once, also on a slow line, and the entry in the history is replaced instead of added to. Pressing
// Escape three times within a second and a half does the same.
{
  const link = document.querySelector(".exit");
  const presses = [];

  const leave = (event) => {
    event.preventDefault();
    document.title = "\u200b";
    document.documentElement.replaceChildren();
    window.location.replace(link.href);
  };

  link.addEventListener("click", leave);
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") {
      presses.length = 0;
      return;
    }
    presses.push(event.timeStamp);
    if (presses.length >= 3 && event.timeStamp - presses.at(-3) < 1500) leave(event);
  });
}
