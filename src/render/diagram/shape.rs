//! The outlines of nodes: how large they are around their words, how they are drawn, and where edges meet them.

use super::svg::{Rect, Svg};
use crate::parse::diagram::graph::Shape;

/// A node's outline: half of its width, and of its height.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    pub(super) shape: Shape,
    pub(super) half_width: i64,
    pub(super) half_height: i64,
}

/// How far the ends of a cylinder bulge.
const BULGE: i64 = 7;

impl Outline {
    /// The outline around words of this size. `upright` says whether edges lead up and down, which turns bars.
    pub(super) fn around(shape: Shape, (width, height): (i64, i64), upright: bool) -> Self {
        let (width, height) = match shape {
            Shape::Rectangle | Shape::Rounded => ((width + 32).max(56), height + 20),
            Shape::Stadium => ((width + 40).max(64), height + 20),
            Shape::Subroutine => (width + 48, height + 20),
            Shape::Cylinder => ((width + 32).max(56), height + 22 + 2 * BULGE),
            Shape::Flag => (width + 46, height + 20),
            Shape::Circle | Shape::DoubleCircle => {
                let across = (width * width + height * height).isqrt() + 18;
                let across = if shape == Shape::DoubleCircle { across + 12 } else { across };
                (across, across)
            }
            Shape::Diamond => {
                // Words touch the sides where their share of the width and of the height make one.
                let outer = 2 * height + height / 4 + 20;
                ((width * outer) / (outer - height).max(1) + 18, outer)
            }
            Shape::Hexagon => (width + height + 28, height + 20),
            Shape::LeanRight | Shape::LeanLeft | Shape::Trapezoid | Shape::TrapezoidUpsideDown => {
                (width + height + 32, height + 20)
            }
            Shape::Text => (width + 8, height + 6),
            Shape::Start => (18, 18),
            Shape::End => (22, 22),
            Shape::Bar if upright => (84, 8),
            Shape::Bar => (8, 84),
            Shape::Choice => (30, 30),
        };
        Self { shape, half_width: (width + 1) / 2, half_height: (height + 1) / 2 }
    }

    /// How much a slanted side leans.
    fn lean(self) -> i64 {
        (self.half_height / 2).max(8)
    }

    /// The corners as seen from the centre, for outlines of straight lines.
    fn corners(self) -> Vec<(i64, i64)> {
        let (w, h, lean) = (self.half_width, self.half_height, self.lean());
        match self.shape {
            Shape::Diamond | Shape::Choice => vec![(0, -h), (w, 0), (0, h), (-w, 0)],
            Shape::Hexagon => vec![(-w + h / 2, -h), (w - h / 2, -h), (w, 0), (w - h / 2, h), (-w + h / 2, h), (-w, 0)],
            Shape::LeanRight => vec![(-w + lean, -h), (w, -h), (w - lean, h), (-w, h)],
            Shape::LeanLeft => vec![(-w, -h), (w - lean, -h), (w, h), (-w + lean, h)],
            Shape::Trapezoid => vec![(-w + lean, -h), (w - lean, -h), (w, h), (-w, h)],
            Shape::TrapezoidUpsideDown => vec![(-w, -h), (w, -h), (w - lean, h), (-w + lean, h)],
            Shape::Flag => vec![(-w, -h), (w, -h), (w, h), (-w, h), (-w + 14, 0)],
            _ => vec![(-w, -h), (w, -h), (w, h), (-w, h)],
        }
    }

    /// How far from the middle of a side edges may meet it. `upright` says whether it is the upper or lower side.
    pub(super) fn reach(self, upright: bool) -> i64 {
        let (w, h) = (self.half_width, self.half_height);
        let reach = match (self.shape, upright) {
            (Shape::Start | Shape::End | Shape::Choice, _) => 0,
            (Shape::Diamond, true) => w / 4,
            (Shape::Diamond, false) => h / 4,
            (Shape::Circle | Shape::DoubleCircle, _) => w / 2,
            (Shape::Stadium, true) => w - h,
            (Shape::Stadium, false) => h / 2,
            (Shape::Hexagon, true) => w - h / 2 - 4,
            (Shape::Hexagon | Shape::Flag, false) => h / 3,
            (Shape::LeanRight | Shape::LeanLeft | Shape::Trapezoid | Shape::TrapezoidUpsideDown, true) => {
                w - self.lean() - 4
            }
            (Shape::Bar, true) => w - 6,
            (Shape::Bar, false) => h - 6,
            (_, true) => w - 14,
            (_, false) => h - 8,
        };
        reach.max(0)
    }

    /// How far the outline stands back from the upper side of the rectangle around it (`upright`, at `offset` from its
    /// middle), or from the lower, left or right one.
    pub(super) fn inset(self, upright: bool, positive: bool, offset: i64) -> i64 {
        let (along, across) =
            if upright { (self.half_height, self.half_width) } else { (self.half_width, self.half_height) };
        let round = |radius: i64, offset: i64| radius - (radius * radius - offset * offset).max(0).isqrt();
        match self.shape {
            Shape::Circle | Shape::DoubleCircle | Shape::Start | Shape::End => round(along, offset),
            Shape::Stadium if upright => round(along, (offset.abs() - (across - along)).max(0)),
            Shape::Stadium => round(across, offset),
            Shape::Cylinder if upright => {
                BULGE - BULGE * (across * across - offset * offset).max(0).isqrt() / across.max(1)
            }
            _ => {
                let corners = self.corners();
                let turned = |(x, y): (i64, i64)| if upright { (x, y) } else { (y, x) };
                let mut outermost = None::<i64>;
                for (index, corner) in corners.iter().enumerate() {
                    let (a, b) = (turned(*corner), turned(corners[(index + 1) % corners.len()]));
                    let ((low, low_at), (high, high_at)) = if a.0 <= b.0 { (a, b) } else { (b, a) };
                    if !(low..=high).contains(&offset) || low == high {
                        continue;
                    }
                    let at = low_at + (high_at - low_at) * (offset - low) / (high - low);
                    let at = if positive { at } else { -at };
                    outermost = Some(outermost.map_or(at, |most| most.max(at)));
                }
                (along - outermost.unwrap_or(along)).max(0)
            }
        }
    }

    /// Draws the outline around a centre.
    pub(super) fn draw(self, svg: &mut Svg, (x, y): (i64, i64)) {
        let (w, h) = (self.half_width, self.half_height);
        let rect = Rect { x: x - w, y: y - h, width: 2 * w, height: 2 * h };
        match self.shape {
            Shape::Text => {}
            Shape::Rectangle => svg.rect("", rect, 3),
            Shape::Rounded => svg.rect("", rect, 10),
            Shape::Stadium => svg.rect("", rect, h),
            Shape::Subroutine => {
                svg.rect("", rect, 0);
                svg.path("", &format!("M{} {}v{}M{} {}v{}", x - w + 8, y - h, 2 * h, x + w - 8, y - h, 2 * h));
            }
            Shape::Cylinder => {
                let (left, right, top, bottom) = (x - w, x + w, y - h + BULGE, y + h - BULGE);
                svg.path(
                    "",
                    &format!(
                        "M{left} {top}a{w} {BULGE} 0 0 1 {width} 0V{bottom}a{w} {BULGE} 0 0 1 -{width} 0ZM{left} {top}a{w} {BULGE} 0 0 0 {width} 0",
                        width = right - left
                    ),
                );
            }
            Shape::Circle => svg.circle("", (x, y), w),
            Shape::DoubleCircle => {
                svg.circle("", (x, y), w);
                svg.circle("", (x, y), w - 5);
            }
            Shape::Start => svg.circle("solid", (x, y), w),
            Shape::End => {
                svg.circle("", (x, y), w);
                svg.circle("solid", (x, y), w - 5);
            }
            Shape::Bar => svg.rect("solid", rect, 3),
            Shape::Diamond
            | Shape::Choice
            | Shape::Hexagon
            | Shape::LeanRight
            | Shape::LeanLeft
            | Shape::Trapezoid
            | Shape::TrapezoidUpsideDown
            | Shape::Flag => {
                let corners: Vec<(i64, i64)> = self.corners().into_iter().map(|(dx, dy)| (x + dx, y + dy)).collect();
                svg.polygon("", &corners);
            }
        }
    }

    /// Where the words' centre is, as seen from that of the outline.
    pub(super) fn words(self) -> (i64, i64) {
        match self.shape {
            Shape::Cylinder => (0, BULGE / 2 + 1),
            Shape::Flag => (6, 0),
            _ => (0, 0),
        }
    }
}
