"""What has the focus lies under nothing: whoever uses a keyboard sees where it is (WCAG 2.4.11)."""

from playwright.sync_api import Page

MOST_STOPS = 400
# The corners and the middle of what has the focus, a little inside; null where it is the page.
COVERED = """() => {
  const one = document.activeElement;
  if (!one || one === document.body) return null;
  const name = one.outerHTML.slice(0, 100);
  const box = [...one.getClientRects()].find(each => each.width && each.height);
  if (!box) return {name, faults: ['it is not shown']};
  const faults = [];
  const near = Math.min(3, box.width / 4, box.height / 4);
  const points = [[box.left + near, box.top + near], [box.right - near, box.top + near],
    [box.left + near, box.bottom - near], [box.right - near, box.bottom - near],
    [(box.left + box.right) / 2, (box.top + box.bottom) / 2]];
  for (const [x, y] of points) {
    if (box.height > innerHeight / 2 && (y < 0 || y > innerHeight)) continue;
    const seen = document.elementFromPoint(x, y);
    const label = one.labels?.[0];
    if (!seen) faults.push(`out of sight at ${x}, ${y} of ${innerWidth}, ${innerHeight}`);
    else if (!one.contains(seen) && !seen.contains(one) && !label?.contains(seen))
      faults.push(`under ${seen.outerHTML.slice(0, 80)}`);
  }
  return {name, faults};
}"""


def walk_by_keyboard(page: Page, key: str = "Tab") -> tuple[int, dict[str, list[str]]]:
    """Press Tab through the whole page: how many stops there are, and which of them are covered,
    by their HTML.
    """
    page.evaluate("document.activeElement.blur()")
    covered = {}
    for stops in range(MOST_STOPS):
        page.keyboard.press(key)
        stop = page.evaluate(COVERED)
        if stop is None:
            return stops, covered
        if stop["faults"]:
            covered[stop["name"]] = stop["faults"]
    raise AssertionError(f"Tab does not come to an end in {MOST_STOPS} steps.")
