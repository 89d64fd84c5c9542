//! Tables in Markdown, so that what is printed can be put into a page as it is.

/// Rows of cells under a head; the first column is text, the others are figures.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    /// A table with these columns.
    pub fn new(head: &[&str]) -> Self {
        Self { rows: vec![head.iter().map(|cell| (*cell).to_owned()).collect()] }
    }

    /// Adds a row.
    pub fn row(&mut self, cells: impl IntoIterator<Item = String>) {
        self.rows.push(cells.into_iter().collect());
    }

    /// Prints it with an empty line before and after.
    pub fn print(&self) {
        println!("\n{}\n", self.text());
    }

    fn text(&self) -> String {
        let mut lines: Vec<String> = self.rows.iter().map(|row| self.line(row)).collect();
        let columns = self.rows.first().map_or(0, Vec::len);
        let rule = (0..columns).map(|column| {
            let dashes = "-".repeat(self.width(column).saturating_sub(1).max(2));
            if column == 0 { format!("{dashes}-") } else { format!("{dashes}:") }
        });
        lines.insert(1, format!("| {} |", rule.collect::<Vec<_>>().join(" | ")));
        lines.join("\n")
    }

    fn line(&self, row: &[String]) -> String {
        let cells = row.iter().enumerate().map(|(column, cell)| {
            let pad = " ".repeat(self.width(column).max(3).saturating_sub(cell.chars().count()));
            if column == 0 { format!("{cell}{pad}") } else { format!("{pad}{cell}") }
        });
        format!("| {} |", cells.collect::<Vec<_>>().join(" | "))
    }

    fn width(&self, column: usize) -> usize {
        self.rows.iter().filter_map(|row| row.get(column)).map(|cell| cell.chars().count()).max().unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned() {
        let mut table = Table::new(&["", "per second"]);
        table.row(["Worker".to_owned(), "12".to_owned()]);
        let text = "|        | per second |\n| ------ | ---------: |\n| Worker |         12 |";
        assert_eq!(table.text(), text);
    }
}
