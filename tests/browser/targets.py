"""What is pressed with a finger, and whether it is large enough (WCAG 2.2, 2.5.8)."""

from playwright.sync_api import Page

LEAST = 24
SMALL = """least => {
  const pressed = 'a[href], button, input:not([type=hidden]), select, textarea, summary';
  const block = element => {
    let around = element.parentElement;
    while (getComputedStyle(around).display === 'inline') around = around.parentElement;
    return around;
  };
  const words = element => element.textContent.replace(/\\s+/g, ' ').trim();
  // Exempt: a link among other words, and a box whose label is pressed as well.
  const inText = element => element.matches('a') && getComputedStyle(element).display === 'inline'
    && words(block(element)).length > words(element).length;
  const box = element => {
    const label = element.matches('[type=checkbox], [type=radio]') && element.labels[0];
    return (label || element).getBoundingClientRect();
  };
  return [...document.querySelectorAll(pressed)]
    .filter(element => element.checkVisibility({visibilityProperty: true}) && !inText(element))
    .map(element => [box(element), element])
    .filter(([{width, height, right, bottom}]) => right > 0 && bottom > 0 && (width < least || height < least))
    .map(([{width, height}, element]) =>
      `${Math.round(width)} × ${Math.round(height)} px: ${element.outerHTML.slice(0, 120)}`);
}"""


def small_targets(page: Page) -> list[str]:
    """Links, buttons and fields too small for a finger in the window as it is."""
    found: list[str] = page.evaluate(SMALL, LEAST)
    return found
