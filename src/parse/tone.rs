//! Colours that authors choose, as the theme's own: what they mean stays, and they can be read in light and dark.

use serde::{Deserialize, Serialize};

/// One of the theme's colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub enum Tone {
    /// Grey, black or white.
    Neutral,
    /// Blue-green.
    Teal,
    /// Blue.
    Blue,
    /// Green.
    Green,
    /// Violet and pink.
    Violet,
    /// Yellow, orange and brown.
    Amber,
    /// Red.
    Red,
}

/// Names of CSS and of shields.io's badges.
const NAMES: &[(&str, Tone)] = &[
    ("aqua", Tone::Teal),
    ("aquamarine", Tone::Teal),
    ("azure", Tone::Blue),
    ("beige", Tone::Amber),
    ("bisque", Tone::Amber),
    ("black", Tone::Neutral),
    ("blue", Tone::Blue),
    ("blueviolet", Tone::Violet),
    ("brightgreen", Tone::Green),
    ("brown", Tone::Red),
    ("coral", Tone::Amber),
    ("cornflowerblue", Tone::Blue),
    ("cornsilk", Tone::Amber),
    ("crimson", Tone::Red),
    ("critical", Tone::Red),
    ("cyan", Tone::Teal),
    ("darkblue", Tone::Blue),
    ("darkcyan", Tone::Teal),
    ("darkgreen", Tone::Green),
    ("darkorange", Tone::Amber),
    ("darkred", Tone::Red),
    ("darkviolet", Tone::Violet),
    ("deeppink", Tone::Violet),
    ("deepskyblue", Tone::Blue),
    ("dodgerblue", Tone::Blue),
    ("firebrick", Tone::Red),
    ("forestgreen", Tone::Green),
    ("fuchsia", Tone::Violet),
    ("gold", Tone::Amber),
    ("goldenrod", Tone::Amber),
    ("green", Tone::Green),
    ("hotpink", Tone::Violet),
    ("important", Tone::Amber),
    ("indianred", Tone::Red),
    ("indigo", Tone::Violet),
    ("informational", Tone::Blue),
    ("khaki", Tone::Amber),
    ("lavender", Tone::Violet),
    ("lightblue", Tone::Blue),
    ("lightcoral", Tone::Red),
    ("lightcyan", Tone::Teal),
    ("lightgreen", Tone::Green),
    ("lightpink", Tone::Red),
    ("lightskyblue", Tone::Blue),
    ("lightsteelblue", Tone::Blue),
    ("lightyellow", Tone::Amber),
    ("lime", Tone::Green),
    ("limegreen", Tone::Green),
    ("magenta", Tone::Violet),
    ("maroon", Tone::Red),
    ("navy", Tone::Blue),
    ("olive", Tone::Amber),
    ("orange", Tone::Amber),
    ("orangered", Tone::Red),
    ("orchid", Tone::Violet),
    ("palegreen", Tone::Green),
    ("paleturquoise", Tone::Teal),
    ("peachpuff", Tone::Amber),
    ("pink", Tone::Red),
    ("plum", Tone::Violet),
    ("powderblue", Tone::Teal),
    ("purple", Tone::Violet),
    ("rebeccapurple", Tone::Violet),
    ("red", Tone::Red),
    ("royalblue", Tone::Blue),
    ("salmon", Tone::Red),
    ("seagreen", Tone::Green),
    ("skyblue", Tone::Blue),
    ("slateblue", Tone::Violet),
    ("springgreen", Tone::Green),
    ("steelblue", Tone::Blue),
    ("success", Tone::Green),
    ("tan", Tone::Amber),
    ("teal", Tone::Teal),
    ("thistle", Tone::Violet),
    ("tomato", Tone::Red),
    ("turquoise", Tone::Teal),
    ("violet", Tone::Violet),
    ("wheat", Tone::Amber),
    ("white", Tone::Neutral),
    ("yellow", Tone::Amber),
    ("yellowgreen", Tone::Green),
];

impl Tone {
    /// The colour of the theme that is nearest to a colour as CSS or shields.io writes it: a name, `#f90`, `ff9900`,
    /// `rgb(…)` or `hsl(…)`. Greys, unknown words and what can't be read are neutral.
    #[must_use]
    pub fn of(colour: &str) -> Self {
        // No colour is longer, and a stranger's may be.
        let colour = colour.trim().get(..64).unwrap_or(colour.trim()).to_ascii_lowercase();
        if let Ok(found) = NAMES.binary_search_by(|(name, _)| (*name).cmp(&colour)) {
            return NAMES[found].1;
        }
        let numbers = || -> Vec<f64> {
            let inner = colour.split(['(', ')']).nth(1).unwrap_or_default();
            let parts = inner.split([',', ' ', '/']).filter(|part| !part.is_empty());
            parts.map(|part| part.trim_end_matches(['%', 'd', 'e', 'g']).parse().unwrap_or(0.0)).collect()
        };
        if colour.starts_with("rgb") {
            return match *numbers() {
                [red, green, blue, ..] => Self::of_rgb(red, green, blue),
                _ => Self::Neutral,
            };
        }
        if colour.starts_with("hsl") {
            return match *numbers() {
                [hue, saturation, ..] if saturation >= 15.0 => Self::of_hue(hue.rem_euclid(360.0)),
                _ => Self::Neutral,
            };
        }
        let digits = colour.strip_prefix('#').unwrap_or(&colour);
        if !digits.bytes().all(|byte| byte.is_ascii_hexdigit()) {
            return Self::Neutral;
        }
        let part = |at: usize, length: usize| {
            let value = u8::from_str_radix(&digits[at..at + length], 16).unwrap_or(0);
            f64::from(if length == 1 { value * 17 } else { value })
        };
        match digits.len() {
            3 | 4 => Self::of_rgb(part(0, 1), part(1, 1), part(2, 1)),
            6 | 8 => Self::of_rgb(part(0, 2), part(2, 2), part(4, 2)),
            _ => Self::Neutral,
        }
    }

    fn of_rgb(red: f64, green: f64, blue: f64) -> Self {
        let (most, least) = (red.max(green).max(blue), red.min(green).min(blue));
        let chroma = most - least;
        let room = 255.0 - (most + least - 255.0).abs();
        // Pale colours count, greys with a cast don't.
        if chroma < 10.0 || chroma < 0.2 * room {
            return Self::Neutral;
        }
        let sixth = if most <= red {
            (green - blue) / chroma
        } else if most <= green {
            2.0 + (blue - red) / chroma
        } else {
            4.0 + (red - green) / chroma
        };
        Self::of_hue((sixth * 60.0).rem_euclid(360.0))
    }

    fn of_hue(hue: f64) -> Self {
        match hue {
            hue if hue < 18.0 => Self::Red,
            hue if hue < 68.0 => Self::Amber,
            hue if hue < 165.0 => Self::Green,
            hue if hue < 195.0 => Self::Teal,
            hue if hue < 250.0 => Self::Blue,
            hue if hue < 335.0 => Self::Violet,
            _ => Self::Red,
        }
    }

    /// The name its class is made of.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Neutral => "neutral",
            Self::Teal => "teal",
            Self::Blue => "blue",
            Self::Green => "green",
            Self::Violet => "violet",
            Self::Amber => "amber",
            Self::Red => "red",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_keep_what_they_mean() {
        assert!(NAMES.is_sorted_by_key(|(name, _)| name));
        for (colour, tone) in [
            ("red", Tone::Red),
            ("#f00", Tone::Red),
            ("#FFEEEE", Tone::Red),
            ("critical", Tone::Red),
            ("orange", Tone::Amber),
            ("fe7d37", Tone::Amber),
            ("#ff9", Tone::Amber),
            ("4c1", Tone::Green),
            ("#dfd", Tone::Green),
            ("brightgreen", Tone::Green),
            ("0ff", Tone::Teal),
            ("#0b6570", Tone::Teal),
            ("007ec6", Tone::Blue),
            ("#bbf", Tone::Blue),
            ("rgb(10, 20, 200)", Tone::Blue),
            ("rgba(255 220 220 / 50%)", Tone::Red),
            ("hsl(120deg, 60%, 50%)", Tone::Green),
            ("hsl(120, 5%, 50%)", Tone::Neutral),
            ("#f9f", Tone::Violet),
            ("blueviolet", Tone::Violet),
            ("9f9f9f", Tone::Neutral),
            ("#f8fafc", Tone::Neutral),
            ("lightgrey", Tone::Neutral),
            ("inactive", Tone::Neutral),
            ("no colour", Tone::Neutral),
            ("rgb(", Tone::Neutral),
            ("#12345", Tone::Neutral),
            ("", Tone::Neutral),
        ] {
            assert_eq!(Tone::of(colour), tone, "{colour}");
        }
        assert_eq!(Tone::of(&"가".repeat(1000)), Tone::Neutral);
    }
}
