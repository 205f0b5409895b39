// The error summary takes the focus; its links bring the label of the field into view.
export function startErrors(summary) {
  summary.focus();
  summary.addEventListener("click", (event) => {
    const link = event.target.closest("a[href^='#']");
    const field = link && document.getElementById(link.hash.slice(1));
    if (!field) return;
    event.preventDefault();
    const group = field.closest("fieldset, .govuk-form-group");
    (group || field).scrollIntoView();
    field.focus({ preventScroll: true });
  });
}
