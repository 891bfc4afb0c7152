// Copies the address of this page. Without a clipboard, as over plain http, there is no button.

const button = document.getElementById("copy-link");
const label = button?.querySelector("span");
const SHOWN_FOR = 2500;

if (button && navigator.clipboard) {
  const asked = label.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    try {
      await navigator.clipboard.writeText(button.dataset.link);
    } catch {
      return;
    }
    label.textContent = button.dataset.copied;
    setTimeout(() => { label.textContent = asked; }, SHOWN_FOR);
  });
}
