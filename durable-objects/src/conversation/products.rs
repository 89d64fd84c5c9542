//! Products that a member shows: the catalog says what they cost now, the wire how they look.

use domain::catalog::Product;
use domain::ids::ProductId;

use super::Conversation;
use super::store::Stored;
use super::wire;
use crate::call::Refusal;
use crate::object::ObjectError;
use crate::tenant::protocol::ShowProducts;

/// As many cards as Messenger and Instagram show in one message.
const MOST: usize = 10;

impl Conversation {
    /// A message that shows these products.
    pub(super) async fn show_products(&self, ids: &[ProductId]) -> Result<Stored, ObjectError> {
        let kind = self.begun()?.channel_kind;
        if !(1..=MOST).contains(&ids.len()) {
            return Err(Refusal::invalid("products", format!("must be 1 to {MOST}")).into());
        }
        let show = ShowProducts { ids: ids.to_vec() };
        let products = self.core.objects().await?.tenant(&show).await?;
        let is_missing = |id: &ProductId| products.iter().all(|product| product.id != *id);
        if let Some(place) = ids.iter().position(is_missing) {
            let field = format!("products[{place}]");
            return Err(Refusal::invalid(&field, "is no product of the catalog").into());
        }
        let text = products.iter().map(in_words).collect::<Vec<_>>().join("\n");
        let body = wire::products(kind, &products, &text)?;
        Ok(Stored { text: Some(text), body: Some(body), ..Stored::default() })
    }
}

/// As a line of a list.
fn in_words(product: &Product) -> String {
    format!("• {}: {}", product.name, product.current_price())
}
