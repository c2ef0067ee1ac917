//! `GET /api/v1/pack`: the fields that a hand-in of this agency may have, its forms, and every list of codes, so that a
//! client can build answers without guessing.

use super::faults::{ApiProblem, Fault};
use crate::app::App;
use crate::ground::agencies;
use crate::ground::tokens::TokenHolder;
use crate::problem::Problem;
use access::{Resource, ViewPack};
use axum::Json;
use axum::extract::State;
use domain::fields::{self, FieldKind};
use domain::pack::{CodeItem, Form, FormField, FormKind, Pack, Required};
use serde::Serialize;
use std::collections::BTreeMap;
use utoipa::ToSchema;

/// The pack that your agency works under.
#[derive(Serialize, ToSchema)]
#[schema(as = Pack)]
pub struct PackShape {
    id: String,
    version: String,
    /// How a record names it: `GB-ENG@2026.1`
    reference: String,
    title: String,
    /// The language of all labels here: your agency's.
    language: String,
    /// The fields that every country shares.
    fields: Vec<CoreFieldShape>,
    forms: Vec<FormShape>,
    /// Lists of codes, by name.
    lists: BTreeMap<String, Vec<CodeShape>>,
    /// Codes for `indicators`, which are a list of their own.
    indicators: Vec<CodeShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CoreField)]
struct CoreFieldShape {
    key: &'static str,
    label: String,
    /// `text`, `date`, `code`, `codes` or `entries`
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<&'static str>,
    /// What an entry may hold.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<CorePartShape>,
    /// Used to recognise the same person.
    matched: bool,
}

#[derive(Serialize, ToSchema)]
#[schema(as = CorePart)]
struct CorePartShape {
    key: &'static str,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<&'static str>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Form)]
struct FormShape {
    id: String,
    title: String,
    /// `child`, `adult`, ...
    subject: &'static str,
    fields: Vec<FormFieldShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FormField)]
struct FormFieldShape {
    key: String,
    label: String,
    #[serde(skip_serializing_if = "String::is_empty")]
    hint: String,
    /// `text`, `date`, `code`, `codes`, `entries` or `files`
    kind: &'static str,
    /// `send`: a hand-in without it is refused; `complete`: asked for by the country's own referral; `never`.
    required: &'static str,
    /// One of the fields that name the same group is enough.
    #[serde(skip_serializing_if = "Option::is_none")]
    one_of: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
    /// Of the list only these.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    only: Vec<String>,
    /// Characters of a text.
    max_length: usize,
    /// Codes or entries.
    most: usize,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    parts: Vec<FormPartShape>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = FormPart)]
struct FormPartShape {
    key: String,
    label: String,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    list: Option<String>,
}

#[derive(Serialize, ToSchema)]
#[schema(as = Code)]
struct CodeShape {
    code: String,
    label: String,
}

/// The fields, forms and codes of your agency's pack
#[utoipa::path(get, path = "/pack", tag = "Gather", operation_id = "pack",
    responses(
        (status = 200, description = "The pack", body = PackShape),
        (status = 401, description = "No key, or one that is not good", body = ApiProblem, content_type = "application/problem+json")),
    security(("key" = [])))]
pub async fn show(State(app): State<App>, holder: TokenHolder) -> Result<Json<PackShape>, Fault> {
    let _permit = app.policy.permit::<ViewPack>(&holder.principal, &Resource::Pack)?;
    let agency = {
        let mut conn = app.db.read().await?;
        agencies::find(&mut conn, holder.agency).await?.ok_or(Problem::SignIn)?
    };
    Ok(Json(PackShape::of(app.pack(&agency.pack)?, holder.words.language())))
}

impl PackShape {
    fn of(pack: &Pack, language: &str) -> Self {
        Self {
            id: pack.id.clone(),
            version: pack.version.clone(),
            reference: pack.reference(),
            title: pack.title.text(language).to_owned(),
            language: language.to_owned(),
            fields: fields::all()
                .map(|field| {
                    let (kind, list) = core_kind(field.kind);
                    CoreFieldShape {
                        key: field.key,
                        label: pack.field_label(field.key, language).unwrap_or(field.key).to_owned(),
                        kind,
                        list,
                        parts: match field.kind {
                            FieldKind::Entries(parts) => parts
                                .iter()
                                .map(|part| {
                                    let (kind, list) = core_kind(part.kind);
                                    CorePartShape {
                                        key: part.key,
                                        kind,
                                        list,
                                    }
                                })
                                .collect(),
                            _ => Vec::new(),
                        },
                        matched: field.matched,
                    }
                })
                .collect(),
            forms: pack.forms().iter().map(|form| form_shape(form, language)).collect(),
            lists: pack
                .lists()
                .map(|list| {
                    (
                        list.name.clone(),
                        list.items().iter().map(|item| code_shape(item, language)).collect(),
                    )
                })
                .collect(),
            indicators: pack
                .indicators()
                .iter()
                .map(|indicator| CodeShape {
                    code: indicator.code.clone(),
                    label: indicator.label.text(language).to_owned(),
                })
                .collect(),
        }
    }
}

fn core_kind(kind: FieldKind) -> (&'static str, Option<&'static str>) {
    match kind {
        FieldKind::Text | FieldKind::LongText => ("text", None),
        FieldKind::Date => ("date", None),
        FieldKind::Code(list) => ("code", Some(list)),
        FieldKind::Codes(list) => ("codes", Some(list)),
        FieldKind::Entries(_) => ("entries", None),
    }
}

const fn form_kind(kind: FormKind) -> &'static str {
    match kind {
        FormKind::Text | FormKind::LongText => "text",
        FormKind::Date => "date",
        FormKind::Code => "code",
        FormKind::Codes => "codes",
        FormKind::Entries => "entries",
        FormKind::Files => "files",
    }
}

fn form_shape(form: &Form, language: &str) -> FormShape {
    FormShape {
        id: form.id.clone(),
        title: form.title.text(language).to_owned(),
        subject: form.subject.code(),
        fields: form
            .pages
            .iter()
            .flat_map(|page| &page.fields)
            .map(|field| field_shape(field, language))
            .collect(),
    }
}

fn field_shape(field: &FormField, language: &str) -> FormFieldShape {
    FormFieldShape {
        key: field.key.clone(),
        label: field.label.text(language).to_owned(),
        hint: field.hint.text(language).to_owned(),
        kind: form_kind(field.kind),
        required: match field.required {
            Required::Never => "never",
            Required::Complete => "complete",
            Required::Send => "send",
        },
        one_of: field.one_of.clone(),
        list: field.options.clone(),
        only: field.only.clone(),
        max_length: field.max_length,
        most: field.most,
        parts: field
            .rows
            .iter()
            .map(|row| FormPartShape {
                key: row.key.clone(),
                label: row.label.text(language).to_owned(),
                kind: form_kind(row.kind),
                list: row.options.clone(),
            })
            .collect(),
    }
}

fn code_shape(item: &CodeItem, language: &str) -> CodeShape {
    CodeShape {
        code: item.code.clone(),
        label: item.label.text(language).to_owned(),
    }
}
