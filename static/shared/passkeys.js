/** Says on the page what allauth's own scripts would only write to the browser's log. */

document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const place = document.getElementById("key-problem");
  if (place) place.textContent = place.dataset.text ?? "";
});
