// Gives the focus to everything that Tab stops at, in turn, and answers with [fault, element] for what is not seen then:
// it is outside the screen, under something else, or without a mark of the focus.
() => {
  const STOPS = "a[href], button, input, select, textarea, summary, [tabindex], [contenteditable=true]";
  const OPEN = document.querySelector("dialog:modal") ?? document;

  const isStop = (element) =>
    element.tabIndex >= 0 && !element.disabled && !element.closest("[inert]") &&
    !element.parentElement.closest("[contenteditable=true]") &&
    element.checkVisibility({ visibilityProperty: true, contentVisibilityAuto: true });

  const isMarked = (element) => {
    const style = element && getComputedStyle(element);
    return style && ((style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || style.boxShadow !== "none");
  };

  const onScreen = (box) => ({
    left: Math.max(box.left, 0), right: Math.min(box.right, innerWidth),
    top: Math.max(box.top, 0), bottom: Math.min(box.bottom, innerHeight),
  });

  const points = ({ left, right, top, bottom }) =>
    [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]]
      .map(([x, y]) => [left + x * (right - left), top + y * (bottom - top)]);

  const isHit = (stop, x, y) => {
    const hit = document.elementFromPoint(x, y);
    return Boolean(hit) && (stop.contains(hit) || hit.closest("label")?.control === stop);
  };

  const fault = (stop) => {
    stop.focus();
    if (document.activeElement !== stop) return "takes no focus";
    if (!isMarked(stop) && !isMarked(stop.closest(".ds-field"))) return "has no mark of the focus";
    const boxes = [...stop.getClientRects()].map(onScreen).filter((box) => box.right > box.left && box.bottom > box.top);
    if (!boxes.length) return "is outside the screen";
    const wanted = boxes.flatMap(points);
    const hit = wanted.filter(([x, y]) => isHit(stop, x, y)).length;
    const isLarge = stop.getBoundingClientRect().height > innerHeight / 3; // a whole text: some of it is enough
    return hit === wanted.length || (isLarge && hit) ? "" : "is covered";
  };

  return [...OPEN.querySelectorAll(STOPS)].filter((element) => element.type !== "hidden")
    .map((stop) => (isStop(stop) ? [fault(stop), stop.outerHTML.slice(0, 160)] : [""]))
    .filter(([said]) => said);
}
