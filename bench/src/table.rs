//! Spreads, ratios of pairs, and lines of plain text.

/// Median, least and most of a list.
#[derive(Clone, Copy, Debug, Default)]
pub struct Spread {
    /// The middle one.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// Of at least one value; of none, zeros.
    pub fn of(values: &[f64]) -> Self {
        let mut sorted = values.to_vec();
        sorted.sort_by(f64::total_cmp);
        let Some((&min, &max)) = sorted.first().zip(sorted.last()) else { return Self::default() };
        let half = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 { sorted[half] } else { f64::midpoint(sorted[half - 1], sorted[half]) };
        Self { median, min, max }
    }

    fn text(self) -> String {
        if self.min.to_bits() == self.max.to_bits() {
            return number(self.median);
        }
        format!("{} ({}–{})", number(self.median), number(self.min), number(self.max))
    }
}

/// Three digits that count.
fn number(value: f64) -> String {
    let size = value.abs();
    if size < f64::EPSILON {
        "0".into()
    } else if size >= 1000.0 {
        thousands(value.round() as i64)
    } else if size >= 100.0 {
        format!("{value:.0}")
    } else if size >= 10.0 {
        format!("{value:.1}")
    } else {
        format!("{value:.2}")
    }
}

fn thousands(value: i64) -> String {
    let digits = value.abs().to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    if value < 0 { format!("-{text}") } else { text }
}

/// A table: a heading, what stands in the columns, and lines.
pub struct Table {
    columns: Vec<String>,
    lines: Vec<Vec<String>>,
}

impl Table {
    /// Says what follows, what is compared, and what stands in each column.
    pub fn new(title: &str, compared: &str, columns: &[&str]) -> Self {
        println!("\n{title}");
        if !compared.is_empty() {
            println!("  {compared}");
        }
        Self { columns: columns.iter().map(|&name| name.to_owned()).collect(), lines: vec![] }
    }

    /// One figure of ours beside the same figure of each peer, with the ratio of each pair.
    pub fn pairs(&mut self, name: &str, ours: &[f64], peers: &[&[f64]]) {
        let mut line = vec![name.to_owned(), Spread::of(ours).text()];
        for peer in peers {
            let ratios: Vec<f64> = ours.iter().zip(*peer).map(|(ours, peer)| ours / peer).collect();
            line.push(Spread::of(peer).text());
            // Nothing beside nothing has no ratio.
            line.push(if ratios.iter().all(|ratio| ratio.is_finite()) {
                Spread::of(&ratios).text()
            } else {
                "-".into()
            });
        }
        self.lines.push(line);
    }

    /// A line as it is.
    pub fn line(&mut self, cells: &[&str]) {
        self.lines.push(cells.iter().map(|&cell| cell.to_owned()).collect());
    }

    /// Prints it, each column as wide as its widest cell.
    pub fn print(self) {
        let width = |column: usize| {
            let cells = self.lines.iter().chain([&self.columns]).filter_map(|line| line.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..self.columns.len()).map(width).collect();
        let has_heads = self.columns.iter().any(|name| !name.is_empty());
        for line in std::iter::once(&self.columns).filter(|_| has_heads).chain(&self.lines) {
            let cells = line.iter().zip(&widths).map(|(cell, &width)| format!("{cell:width$}"));
            println!("  {}", cells.collect::<Vec<_>>().join("  ").trim_end());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_spread_knows_its_middle() {
        let odd = Spread::of(&[3.0, 1.0, 2.0]);
        assert_eq!((odd.median, odd.min, odd.max), (2.0, 1.0, 3.0));
        assert!((Spread::of(&[4.0, 1.0]).median - 2.5).abs() < 1e-9);
    }

    #[test]
    fn a_number_shows_three_digits_that_count() {
        assert_eq!(number(1_234_567.8), "1,234,568");
        assert_eq!(number(123.4), "123");
        assert_eq!(number(0.456), "0.46");
    }
}
