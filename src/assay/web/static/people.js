// A link that was just made is ready to be copied.
const link = document.getElementById("link");
if (link) {
  link.focus();
  link.select();
}
