"""Luminance and contrast as WCAG 2 defines them, for a page to measure itself: the head of a function in JavaScript."""

from __future__ import annotations

# `contrast(one, other)` of two colours; `ground(element)`: the nearest ground that is painted behind an element.
CONTRAST = """() => {
  const parts = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = parts(colour).slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const contrast = (one, other) => {
    const [low, high] = [light(one), light(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const ground = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = getComputedStyle(e).backgroundColor;
      if (colour !== 'transparent' && parts(colour)[3] !== 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
"""
