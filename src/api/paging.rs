//! Lists come in parts: `cursor` and `limit` in, `items` and `next_cursor` out.

use durable_objects::Page;
use serde::{Deserialize, Serialize};

use crate::problem::Problem;

/// Where a part begins and how long it is.
#[derive(Debug, Deserialize)]
pub struct PageQuery {
    cursor: Option<String>,
    limit: Option<u32>,
}

impl PageQuery {
    const DEFAULT: u32 = 50;
    const MOST: u32 = 200;

    /// At most this many; 50 unless asked otherwise.
    ///
    /// # Errors
    /// A problem unless it is 1 to 200.
    pub fn limit(&self) -> Result<u32, Problem> {
        let limit = self.limit.unwrap_or(Self::DEFAULT);
        if (1..=Self::MOST).contains(&limit) {
            Ok(limit)
        } else {
            Err(Problem::invalid("limit", format!("must be from 1 to {}", Self::MOST)))
        }
    }

    /// The cursor as text.
    pub fn cursor(self) -> Option<String> {
        self.cursor
    }

    /// The cursor as what it stands for.
    ///
    /// # Errors
    /// A problem if it is not one of ours.
    pub fn parsed<T: std::str::FromStr>(self) -> Result<Option<T>, Problem> {
        let parsed = self.cursor.map(|cursor| cursor.parse()).transpose();
        parsed.map_err(|_| Problem::invalid("cursor", "is not one of ours"))
    }
}

/// A list as the API shows it.
#[derive(Debug, Serialize)]
pub struct List<T> {
    items: Vec<T>,
    next_cursor: Option<String>,
}

impl<T> List<T> {
    /// A part of a list, shown.
    pub fn of<S>(page: Page<S>, show: impl Fn(S) -> T) -> Self {
        Self { items: page.items.into_iter().map(show).collect(), next_cursor: page.next_cursor }
    }

    /// A part that was put together here.
    pub const fn part(items: Vec<T>, next_cursor: Option<String>) -> Self {
        Self { items, next_cursor }
    }

    /// A list that is always whole.
    pub const fn whole(items: Vec<T>) -> Self {
        Self { items, next_cursor: None }
    }
}
