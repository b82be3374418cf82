// Sets the colour scheme before the first paint. Same key and values as Mantine's own store.
(() => {
  let value = "auto";
  try {
    value = localStorage.getItem("mantine-color-scheme-value") || "auto";
  } catch {}
  const dark =
    value === "dark" || (value === "auto" && matchMedia("(prefers-color-scheme: dark)").matches);
  document.documentElement.setAttribute("data-mantine-color-scheme", dark ? "dark" : "light");
})();
