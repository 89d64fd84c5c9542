//! `GET|POST /products`, `GET|PATCH|DELETE /products/{id}`.

use axum::Json as Answer;
use domain::catalog::StockedProduct;
use domain::ids::ProductId;
use durable_objects::tenant::protocol::{
    CreateProduct, DeleteProduct, GetProduct, ListProducts, PatchProduct,
};
use http::StatusCode;
use serde_json::Value;

use super::auth::{Admin, Member};
use super::input::{Id, Json, Parameters};
use super::paging::{List, PageQuery};
use crate::problem::Problem;

/// The catalog, in order of creation.
#[worker::send]
pub async fn list(
    member: Member,
    Parameters(query): Parameters<PageQuery>,
) -> Result<Answer<List<StockedProduct>>, Problem> {
    let limit = query.limit()?;
    let page = member.objects.tenant(&ListProducts { after: query.parsed()?, limit }).await?;
    Ok(Answer(List::of(page, |product| product)))
}

/// One product.
#[worker::send]
pub async fn read(member: Member, Id(id): Id<ProductId>) -> Result<Answer<StockedProduct>, Problem> {
    Ok(Answer(member.objects.tenant(&GetProduct { id }).await?))
}

/// A new product.
#[worker::send]
pub async fn create(
    Admin(member): Admin,
    Json(product): Json<Value>,
) -> Result<(StatusCode, Answer<StockedProduct>), Problem> {
    let created = member.objects.tenant(&CreateProduct { product }).await?;
    Ok((StatusCode::CREATED, Answer(created)))
}

/// Changes some of its fields.
#[worker::send]
pub async fn change(
    Admin(member): Admin,
    Id(id): Id<ProductId>,
    Json(patch): Json<Value>,
) -> Result<Answer<StockedProduct>, Problem> {
    Ok(Answer(member.objects.tenant(&PatchProduct { id, patch }).await?))
}

/// Removes it.
#[worker::send]
pub async fn remove(Admin(member): Admin, Id(id): Id<ProductId>) -> Result<StatusCode, Problem> {
    member.objects.tenant(&DeleteProduct { id }).await?;
    Ok(StatusCode::NO_CONTENT)
}
