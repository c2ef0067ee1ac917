//! The description of the API, made from the handlers and the shapes themselves, so that it cannot say what the code does
//! not do. A test holds it equal to the routes.

use super::faults::ApiProblem;
use crate::gather::records as gather_records;
use crate::link::{people, recognise, search};
use axum::Json;
use utoipa::openapi::security::{Http, HttpAuthScheme, SecurityScheme};
use utoipa::openapi::{InfoBuilder, OpenApi, ServerBuilder};
use utoipa::{Modify, OpenApi as _};

#[derive(utoipa::OpenApi)]
#[openapi(
    paths(
        crate::gather::hand_ins::api::hand_in,
        crate::gather::hand_ins::api::show,
        crate::gather::hand_ins::api::attach,
        recognise::api::ask,
        recognise::api::hits,
        search::api::ask,
        people::api::show,
        gather_records::api::list,
        gather_records::api::show,
        gather_records::api::by_source,
        crate::gather::imports::api::import,
        crate::gather::imports::api::show,
        crate::gather::exports::api::export,
        super::packs::show,
        show,
    ),
    components(schemas(ApiProblem)),
    tags(
        (name = "Gather", description = "Handing in, importing, and reading records back"),
        (name = "Link", description = "Who else knows?"),
        (name = "About", description = "This description")
    ),
    modifiers(&Frame)
)]
struct Document;

struct Frame;

impl Modify for Frame {
    fn modify(&self, document: &mut OpenApi) {
        document.info = InfoBuilder::new()
            .title("Haven")
            .version(env!("CARGO_PKG_VERSION"))
            .description(Some(
                "Agencies hand in what they know about possibly trafficked children, and learn at once who else knows. \
                 Every request but this description's own carries a key: `Authorization: Bearer haven_...`. \
                 The scopes named with an operation are alternatives: one of them is enough. \
                 Every POST that writes takes the header `Idempotency-Key`. \
                 Whatever fails answers as `application/problem+json` with a `code` that never changes its meaning.",
            ))
            .license(Some(
                utoipa::openapi::LicenseBuilder::new()
                    .name("Apache-2.0")
                    .identifier(Some("Apache-2.0"))
                    .build(),
            ))
            .build();
        document.servers = Some(vec![ServerBuilder::new().url("/api/v1").build()]);
        let key = Http::builder()
            .scheme(HttpAuthScheme::Bearer)
            .bearer_format("haven_...")
            .build();
        document
            .components
            .get_or_insert_default()
            .add_security_scheme("key", SecurityScheme::Http(key));
    }
}

/// The whole description.
pub fn document() -> OpenApi {
    Document::openapi()
}

/// This description
#[utoipa::path(get, path = "/openapi.json", tag = "About", operation_id = "openapi", security(()),
    responses((status = 200, description = "OpenAPI 3.1", content_type = "application/json")))]
pub async fn show() -> Json<OpenApi> {
    Json(document())
}
