/**
 * The one icon set: outlines from Lucide 1.62.0 (https://lucide.dev, ISC; see icons.LICENSE).
 *
 * Each icon is the `d` of a single path in a 24 x 24 box, drawn with a 2 px round stroke in
 * `currentColor` and no fill; circles and lines of the originals are written as path data.
 * One export a line, so that the widget's document carries only the icons it names.
 */

export const angry = "M15 12v-1.584M17 10a5 5 0 00-3 1M7 10a5 5 0 013 1M9 12v-1.584M9 17a5 5 0 016.001 0M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
export const arrowUp = "M5 12l7-7 7 7M12 19V5";
export const check = "M20 6 9 17l-5-5";
export const checkCheck = "M18 6 7 17l-5-5M22 10l-7.5 7.5L13 16";
export const chevronDown = "M6 9l6 6 6-6";
export const chevronLeft = "M15 18l-6-6 6-6";
export const chevronRight = "M9 18l6-6-6-6";
export const circleAlert = "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M12 8L12 12M12 16L12.01 16";
export const clock = "M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0M12 6v6l4 2";
export const cross = "M18 6 6 18M6 6l12 12";
export const ellipsis = "M11 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M18 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0M4 12a1 1 0 1 0 2 0 1 1 0 1 0-2 0";
export const frown = "M15 10V9M9 10V9M9 16a5 5 0 016 0M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
export const laugh = "M15 10V9M7.084 14.302a5.12 5.12 0 009.833 0 .24.24 0 00-.235-.302H7.32a.24.24 0 00-.235.302M9 10V9M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
export const meh = "M15 10V9M8 16h8M9 10V9M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
export const messageCircle = "M2.992 16.342a2 2 0 0 1 .094 1.167l-1.065 3.29a1 1 0 0 0 1.236 1.168l3.413-.998a2 2 0 0 1 1.099.092 10 10 0 1 0-4.777-4.719";
export const smile = "M15 10V9M16.472 15a6 6 0 01-8.943 0M9 10V9M2 12a10 10 0 1 0 20 0 10 10 0 1 0-20 0";
export const wifiOff = "M12 20h.01M8.5 16.429a5 5 0 0 1 7 0M5 12.859a10 10 0 0 1 5.17-2.69M19 12.859a10 10 0 0 0-2.007-1.523M2 8.82a15 15 0 0 1 4.177-2.643M22 8.82a15 15 0 0 0-11.288-3.764M2 2l20 20";
