/** Glyphs: drawn by parts, the document has its own in its markup. */

const SVG = "http://www.w3.org/2000/svg";

export function icon(path, size = 20) {
  const svg = document.createElementNS(SVG, "svg");
  const line = document.createElementNS(SVG, "path");
  line.setAttribute("d", path);
  for (const [key, value] of Object.entries({ viewBox: "0 0 24 24", width: size, height: size, "aria-hidden": true })) svg.setAttribute(key, value);
  svg.append(line);
  return svg;
}
