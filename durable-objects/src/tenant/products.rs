//! The catalog.

use domain::catalog::{self, NewProduct, Product, ProductPatch, StockedProduct};
use domain::ids::ProductId;
use domain::money::{Currency, Money};
use platform::{clock, params, random};
use serde::Deserialize;

use super::Tenant;
use super::protocol::{CreateProduct, ListProducts, PatchProduct, SearchProducts};
use crate::call::{Page, Refusal, read_input};
use crate::object::ObjectError;

/// A search reads the whole catalog, so it has a limit; shops that write to customers one by one are far below it.
const MOST_PRODUCTS: i64 = 5_000;
/// As many matches as a model or a reply can use.
const MATCHES: usize = 8;

#[derive(Deserialize)]
struct Row {
    product: String,
    floor_price: Option<i64>,
}

impl Row {
    fn read(self) -> Result<StockedProduct, ObjectError> {
        let product: Product = serde_json::from_str(&self.product)
            .map_err(|_| platform::PlatformError::Unreadable { operation: "product" })?;
        let floor_price = self.floor_price.map(|amount| Money::new(amount, product.price.currency));
        Ok(StockedProduct { product, floor_price })
    }
}

impl Tenant {
    pub(super) fn list_products(&self, list: &ListProducts) -> Result<Page<StockedProduct>, ObjectError> {
        let after = list.after.map(|id| id.to_string()).unwrap_or_default();
        let rows: Vec<Row> = self.core.sql.rows(
            "SELECT product, floor_price FROM products WHERE id > ? ORDER BY id LIMIT ?",
            params![after, list.limit],
        )?;
        let items = rows.into_iter().map(Row::read).collect::<Result<Vec<_>, _>>()?;
        let is_full = items.len() >= usize::try_from(list.limit).unwrap_or(usize::MAX);
        let next_cursor = items.last().filter(|_| is_full).map(|last| last.product.id.to_string());
        Ok(Page { items, next_cursor })
    }

    pub(super) fn product(&self, id: ProductId) -> Result<StockedProduct, ObjectError> {
        let row: Option<Row> = self
            .core
            .sql
            .first("SELECT product, floor_price FROM products WHERE id = ?", params![id.to_string()])?;
        row.ok_or_else(|| Refusal::not_found("product"))?.read()
    }

    /// Those of them that are in the catalog, in this order, as customers may know them.
    pub(super) fn show_products(&self, ids: &[ProductId]) -> Result<Vec<Product>, ObjectError> {
        let mut shown = Vec::new();
        for id in ids {
            match self.product(*id) {
                Ok(found) => shown.push(found.product),
                Err(ObjectError::Refused(Refusal::NotFound { .. })) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(shown)
    }

    pub(super) fn create_product(&self, create: CreateProduct) -> Result<StockedProduct, ObjectError> {
        if self.count_products()? >= MOST_PRODUCTS {
            return Err(Refusal::Conflict {
                reason: format!("a catalog has at most {MOST_PRODUCTS} products"),
            }
            .into());
        }
        let id = ProductId::new(clock::now(), random::bytes());
        let product: NewProduct = read_input(create.product)?;
        let stocked = product.build(id, self.currency()?).map_err(Refusal::from)?;
        self.store_product(&stocked)?;
        Ok(stocked)
    }

    pub(super) fn patch_product(&self, change: PatchProduct) -> Result<StockedProduct, ObjectError> {
        let patch: ProductPatch = read_input(change.patch)?;
        let changed = patch.apply(&self.product(change.id)?, self.currency()?).map_err(Refusal::from)?;
        self.store_product(&changed)?;
        Ok(changed)
    }

    pub(super) fn delete_product(&self, id: ProductId) -> Result<(), ObjectError> {
        self.product(id)?;
        self.core.sql.run("DELETE FROM products WHERE id = ?", params![id.to_string()])?;
        Ok(())
    }

    pub(super) fn search_products(&self, search: &SearchProducts) -> Result<Vec<Product>, ObjectError> {
        let products = self.all_products()?;
        Ok(catalog::search(&products, &search.words, MATCHES).into_iter().cloned().collect())
    }

    /// What matches the words; the first of the catalog if nothing does. With it, whether it matches, and how many
    /// products there are.
    pub(super) fn offer(&self, words: &str) -> Result<(Vec<Product>, bool, u32), ObjectError> {
        let products = self.all_products()?;
        let matches: Vec<Product> = catalog::search(&products, words, MATCHES).into_iter().cloned().collect();
        let total = u32::try_from(products.len()).unwrap_or(u32::MAX);
        if matches.is_empty() {
            return Ok((products.into_iter().take(MATCHES).collect(), false, total));
        }
        Ok((matches, true, total))
    }

    fn all_products(&self) -> Result<Vec<Product>, ObjectError> {
        let rows: Vec<Row> =
            self.core.sql.rows("SELECT product, NULL AS floor_price FROM products ORDER BY id", vec![])?;
        rows.into_iter().map(|row| Ok(row.read()?.product)).collect()
    }

    fn currency(&self) -> Result<Currency, ObjectError> {
        Ok(self.settings_and_key()?.0.shop.currency)
    }

    fn count_products(&self) -> Result<i64, ObjectError> {
        #[derive(Deserialize)]
        struct Count {
            count: i64,
        }
        let row: Option<Count> = self.core.sql.first("SELECT count(*) AS count FROM products", vec![])?;
        Ok(row.map_or(0, |row| row.count))
    }

    fn store_product(&self, stocked: &StockedProduct) -> Result<(), ObjectError> {
        let product = serde_json::to_string(&stocked.product)
            .map_err(|_| platform::PlatformError::Unreadable { operation: "product" })?;
        self.core.sql.run(
            "INSERT INTO products (id, product, floor_price, updated_at) VALUES (?, ?, ?, ?)
             ON CONFLICT (id) DO UPDATE SET product = excluded.product, floor_price = excluded.floor_price,
               updated_at = excluded.updated_at",
            params![
                stocked.product.id.to_string(),
                product,
                stocked.floor_price.map(|money| money.amount),
                clock::now()
            ],
        )?;
        Ok(())
    }
}
