// Keeps the overview fresh: asks for the page again and takes its live part. Without this, reloading does the same.
"use strict";
{
  const SECONDS = 5;
  const live = document.getElementById("live");
  const button = document.createElement("button");
  button.type = "button";
  button.className = "pause";
  let running = true;

  const show = () => {
    button.textContent = running ? "Live · pause" : "Paused · go on";
    button.setAttribute("aria-pressed", String(!running));
  };

  const refresh = async () => {
    // who has the focus inside would lose it
    if (!running || document.hidden || (live.contains(document.activeElement) && document.activeElement !== button)) return;
    try {
      const answer = await fetch(location.href, { cache: "no-store" });
      if (!answer.ok) throw new Error(String(answer.status));
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      live.replaceChildren(...page.getElementById("live").childNodes);
      live.classList.remove("stale");
    } catch {
      live.classList.add("stale");
    }
  };

  button.addEventListener("click", () => {
    running = !running;
    show();
  });
  show();
  live.before(button);
  setInterval(refresh, SECONDS * 1000);
}
