// Numbers for people: three or four significant digits and a fitting unit.

const prefixes = [
  [1e9, "G"],
  [1e6, "M"],
  [1e3, "k"],
  [1, ""],
  [1e-3, "m"],
  [1e-6, "µ"],
];
const scaled = new Set(["s", "J", "B", "W", "g"]);

/// The unit in which numbers up to `greatest` read well, and the factor to it; as axis_unit() of labels.hpp.
export function axisUnit(unit, greatest) {
  const size = Math.abs(greatest);
  if (!scaled.has(unit) || !size || !isFinite(size)) return { unit, factor: 1 };
  for (const [from, text] of prefixes) {
    if ((unit === "s" && from > 1) || (unit === "B" && from < 1) || size < from) continue;
    return { unit: text + unit, factor: 1 / from };
  }
  return { unit, factor: 1 };
}

export function axisTitle(label, unit) {
  return unit ? `${label} (${unit})` : label;
}

/// 1234567.8 as "1,234,568", 0.012345 as "0.01235".
export function plain(value, digits = 4) {
  if (value === null || value === undefined) return "–";
  if (value !== 0 && (Math.abs(value) >= 1e9 || Math.abs(value) < 1e-4))
    return value.toExponential(digits - 1).replace("e+", "e");
  if (Math.abs(value) >= 1000) return Math.round(value).toLocaleString("en-US");
  return String(Number(value.toPrecision(digits)));
}

export function quantity(value, unit, digits = 4) {
  if (value === null || value === undefined) return "–";
  const scale = axisUnit(unit, value);
  return plain(value * scale.factor, digits) + (scale.unit ? `\u00a0${scale.unit}` : "");
}

/// "93.9 ± 0.4 ms"; without a half-width just the mean.
export function estimate(mean, half, unit) {
  if (mean === null || mean === undefined) return "–";
  if (half === null || half === undefined) return quantity(mean, unit);
  const scale = axisUnit(unit, mean);
  const spread = half < 1e-12 * Math.abs(mean) ? 0 : half; // rounding errors of equal values
  const text = `${plain(mean * scale.factor)} ± ${plain(spread * scale.factor, 2)}`;
  return scale.unit ? `${text}\u00a0${scale.unit}` : text;
}

export function pValue(p) {
  if (p === null || p === undefined) return "–";
  return p < 0.001 ? "< 0.001" : p.toFixed(3);
}

/// Whether values are better told apart on a logarithmic axis.
export function spansDecades(values) {
  let least = Infinity;
  let greatest = 0;
  for (const value of values) {
    if (!(value > 0)) return false;
    least = Math.min(least, value);
    greatest = Math.max(greatest, value);
  }
  return greatest > 50 * least;
}
