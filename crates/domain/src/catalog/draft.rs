//! What an owner sends to create or change a product, and the checks on it.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use super::{Product, Variant};
use crate::ids::ProductId;
use crate::invalid::{InvalidField, line, prose};
use crate::money::{Currency, Money};
use crate::settings::patch::present;

const MAX_VARIANTS: usize = 100;
const MAX_QUANTITY: u32 = 1_000_000_000;

/// A product with what only the owner may know. It must not reach a prompt, a tool result, a log or a customer:
/// give those [`product`](Self::product). `Debug` hides the floor.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct StockedProduct {
    /// What everyone may know.
    #[serde(flatten)]
    pub product: Product,
    /// The lowest price that the owner would take for one piece.
    #[serde(default)]
    pub floor_price: Option<Money>,
}

impl std::fmt::Debug for StockedProduct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("StockedProduct").field("product", &self.product).field("floor_price", &"***").finish()
    }
}

/// A product to create.
#[derive(Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewProduct {
    /// 1 to 200 characters.
    pub name: String,
    /// At most 5000 characters.
    #[serde(default)]
    pub description: String,
    /// The asking price, above zero, in the shop's currency.
    pub price: Money,
    /// Below `price`.
    #[serde(default)]
    pub sale_price: Option<Money>,
    /// At most the current price of the product and of each variant. Secret.
    #[serde(default)]
    pub floor_price: Option<Money>,
    /// At most a billion; absent: not counted.
    #[serde(default)]
    pub quantity: Option<u32>,
    /// At most 100, with unique names.
    #[serde(default)]
    pub variants: Vec<NewVariant>,
}

/// A variant to create.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewVariant {
    /// 1 to 200 characters, unique in its product without regard to case.
    pub name: String,
    /// Its own price, above zero.
    #[serde(default)]
    pub price: Option<Money>,
    /// Its own stock.
    #[serde(default)]
    pub quantity: Option<u32>,
}

/// Changes to a product: absent stays, `null` clears what may be empty, a list replaces the list.
#[derive(Clone, PartialEq, Eq, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ProductPatch {
    /// See [`NewProduct::name`].
    #[serde(deserialize_with = "present")]
    pub name: Option<String>,
    /// See [`NewProduct::description`].
    #[serde(deserialize_with = "present")]
    pub description: Option<String>,
    /// See [`NewProduct::price`].
    #[serde(deserialize_with = "present")]
    pub price: Option<Money>,
    /// See [`NewProduct::sale_price`].
    #[serde(deserialize_with = "present")]
    pub sale_price: Option<Option<Money>>,
    /// See [`NewProduct::floor_price`].
    #[serde(deserialize_with = "present")]
    pub floor_price: Option<Option<Money>>,
    /// See [`NewProduct::quantity`].
    #[serde(deserialize_with = "present")]
    pub quantity: Option<Option<u32>>,
    /// See [`NewProduct::variants`].
    #[serde(deserialize_with = "present")]
    pub variants: Option<Vec<NewVariant>>,
}

impl NewProduct {
    /// The product, if everything about it is in order. `shop`: the shop's currency.
    ///
    /// # Errors
    /// The first field that breaks a rule.
    pub fn build(self, id: ProductId, shop: Currency) -> Result<StockedProduct, InvalidField> {
        let Self { name, description, price, sale_price, floor_price, quantity, variants } = self;
        let variants = variants.into_iter().map(Variant::from).collect();
        let product = Product { id, name, description, price, sale_price, quantity, variants };
        StockedProduct { product, floor_price }.checked(shop)
    }
}

impl ProductPatch {
    /// The product with these changes, if the whole is in order. `shop`: the shop's currency.
    ///
    /// # Errors
    /// The first field that breaks a rule; the product is unchanged then.
    pub fn apply(self, to: &StockedProduct, shop: Currency) -> Result<StockedProduct, InvalidField> {
        let Self { name, description, price, sale_price, floor_price, quantity, variants } = self;
        let old = to.product.clone();
        let product = Product {
            id: old.id,
            name: name.unwrap_or(old.name),
            description: description.unwrap_or(old.description),
            price: price.unwrap_or(old.price),
            sale_price: sale_price.unwrap_or(old.sale_price),
            quantity: quantity.unwrap_or(old.quantity),
            variants: variants.map_or(old.variants, |new| new.into_iter().map(Variant::from).collect()),
        };
        StockedProduct { product, floor_price: floor_price.unwrap_or(to.floor_price) }.checked(shop)
    }
}

impl From<NewVariant> for Variant {
    fn from(new: NewVariant) -> Self {
        let NewVariant { name, price, quantity } = new;
        Self { name, price, quantity }
    }
}

// The floor travels in these too, so they are not printed field by field.
impl std::fmt::Debug for NewProduct {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("NewProduct").field("name", &self.name).finish_non_exhaustive()
    }
}

impl std::fmt::Debug for ProductPatch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ProductPatch").field("name", &self.name).finish_non_exhaustive()
    }
}

impl StockedProduct {
    fn checked(mut self, shop: Currency) -> Result<Self, InvalidField> {
        let product = &mut self.product;
        product.name = line("name", &product.name, 200)?;
        product.description = prose("description", &product.description, 5_000)?;
        check_price("price", product.price, shop)?;
        check_sale(product.price, product.sale_price, shop)?;
        check_quantity("quantity", product.quantity)?;
        product.variants = checked_variants(std::mem::take(&mut product.variants), shop)?;
        self.check_floor(shop)?;
        Ok(self)
    }

    fn check_floor(&self, shop: Currency) -> Result<(), InvalidField> {
        let Some(floor) = self.floor_price else { return Ok(()) };
        check_price("floor_price", floor, shop)?;
        if floor.amount > self.product.current_price().amount {
            return Err(InvalidField::new("floor_price", "must not be above the current price"));
        }
        let mut prices = self.product.variants.iter().filter_map(|variant| variant.price);
        if prices.any(|price| floor.amount > price.amount) {
            return Err(InvalidField::new("floor_price", "must not be above the price of a variant"));
        }
        Ok(())
    }
}

fn check_price(field: &str, price: Money, shop: Currency) -> Result<(), InvalidField> {
    if price.currency != shop {
        return Err(InvalidField::new(field, format!("must be in the shop's currency, {}", shop.code())));
    }
    if !(1..=Money::MAX).contains(&price.amount) {
        return Err(InvalidField::new(field, format!("must be from 1 to {} minor units", Money::MAX)));
    }
    Ok(())
}

fn check_sale(price: Money, sale: Option<Money>, shop: Currency) -> Result<(), InvalidField> {
    let Some(sale) = sale else { return Ok(()) };
    check_price("sale_price", sale, shop)?;
    if sale.amount >= price.amount {
        return Err(InvalidField::new("sale_price", "must be below the price"));
    }
    Ok(())
}

fn check_quantity(field: &str, quantity: Option<u32>) -> Result<(), InvalidField> {
    if quantity.is_some_and(|quantity| quantity > MAX_QUANTITY) {
        return Err(InvalidField::new(field, format!("must be at most {MAX_QUANTITY}")));
    }
    Ok(())
}

fn checked_variants(variants: Vec<Variant>, shop: Currency) -> Result<Vec<Variant>, InvalidField> {
    if variants.len() > MAX_VARIANTS {
        return Err(InvalidField::new("variants", format!("must be at most {MAX_VARIANTS}")));
    }
    let mut names = BTreeSet::new();
    let mut checked = Vec::with_capacity(variants.len());
    for (index, Variant { name, price, quantity }) in variants.into_iter().enumerate() {
        let field = |name: &str| format!("variants[{index}].{name}");
        let name = line(&field("name"), &name, 200)?;
        if !names.insert(name.to_lowercase()) {
            return Err(InvalidField::new(field("name"), "repeats the name of an earlier variant"));
        }
        price.map_or(Ok(()), |price| check_price(&field("price"), price, shop))?;
        check_quantity(&field("quantity"), quantity)?;
        checked.push(Variant { name, price, quantity });
    }
    Ok(checked)
}
