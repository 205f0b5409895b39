// Whether the focused part of the page, or its label, is marked in the yellow of the focus.
() => {
  const part = document.activeElement;
  const places = [part, ...(part.labels || [])].flatMap((one) => [[one], [one, "::before"]]);
  return places.some((place) => {
    const { outlineColor, backgroundColor, boxShadow } = getComputedStyle(...place);
    return `${outlineColor} ${backgroundColor} ${boxShadow}`.includes("255, 221, 0");
  });
}
