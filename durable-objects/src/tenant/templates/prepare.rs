//! A template with its values, as it may leave: checked here against our copy, before Meta sees it.

use domain::consent::Purpose;
use meta::graph::Body;
use meta::graph::templates::{Category, Filling, Place, TemplateError, TemplateValues};
use meta::health::Stops;

use crate::call::Refusal;
use crate::object::{ObjectError, Owner};
use crate::tenant::Tenant;
use crate::tenant::privacy::protocol::MayBegin;
use crate::tenant::protocol::{GetTemplates, PrepareTemplate, PreparedTemplate};

impl Tenant {
    /// The message, or why it may not be sent.
    pub(in crate::tenant) fn prepare_template(
        &self,
        owner: &Owner,
        asked: &PrepareTemplate,
    ) -> Result<PreparedTemplate, ObjectError> {
        let get = GetTemplates {
            account_id: asked.account_id.clone(),
            name: asked.name.clone(),
            language: Some(asked.language.clone()),
        };
        let Some(known) = self.get_templates(&get)?.pop() else { return Err(self.unknown(asked)?.into()) };
        let schema = known.template.schema();
        let template = schema.check(&asked.values).map_err(|error| refused(&error, &asked.values))?;
        let (aliases, channel_kind) = (asked.aliases.clone(), asked.channel_kind);
        let purpose = purpose(&known.template.category);
        self.may_begin(owner, &MayBegin { aliases, channel_kind, purpose })?;
        if let Some(note) = self.stopped(asked.channel_id, Stops::Begun)? {
            return Err(Refusal::Conflict { reason: note.sentence }.into());
        }
        let body = Body::template(&template);
        let body = body.map_err(|error| Refusal::invalid("template", format!("does not fit: {error}")))?;
        let not_before = self.reserve(asked.channel_id)?;
        Ok(PreparedTemplate { body, text: schema.text(&template), not_before })
    }

    fn unknown(&self, asked: &PrepareTemplate) -> Result<Refusal, ObjectError> {
        let (account_id, name) = (asked.account_id.clone(), asked.name.clone());
        let known = self.get_templates(&GetTemplates { account_id, name, language: None })?;
        let languages: Vec<String> = known.into_iter().map(|view| view.template.language).collect();
        if languages.is_empty() {
            return Ok(Refusal::invalid(
                "template.name",
                "is not among the templates of this number's account; a sync may bring it",
            ));
        }
        Ok(Refusal::invalid("template.language", format!("must be one of {}", languages.join(", "))))
    }
}

/// A category that is not known here may well sell something.
const fn purpose(category: &Category) -> Purpose {
    match category {
        Category::Utility => Purpose::Utility,
        Category::Authentication => Purpose::Authentication,
        Category::Marketing | Category::Other(_) => Purpose::Marketing,
    }
}

/// The refusal names the field of the API that is wrong.
fn refused(error: &TemplateError, values: &TemplateValues) -> Refusal {
    let field = match error {
        TemplateError::NotApproved(_) | TemplateError::NotSent(_) => "template.name".to_owned(),
        TemplateError::Missing(place)
        | TemplateError::Extra(place)
        | TemplateError::Repeated(place)
        | TemplateError::Empty(place)
        | TemplateError::TooLong { place, .. }
        | TemplateError::Wrong { place, .. } => field(place, values),
    };
    Refusal::invalid(&field, format!("cannot be sent: {error}"))
}

fn field(place: &Place, values: &TemplateValues) -> String {
    match place {
        Place::Header => "template.header".to_owned(),
        Place::HeaderValue(_) => "template.header.text".to_owned(),
        Place::Body => "template.body".to_owned(),
        Place::BodyValue(name) => match given(&values.body, name) {
            Some(at) => format!("template.body[{at}]"),
            None => "template.body".to_owned(),
        },
        Place::Button(index) => match values.buttons.iter().position(|button| button.index == *index) {
            Some(at) => format!("template.buttons[{at}]"),
            None => "template.buttons".to_owned(),
        },
    }
}

/// Which of the given values stands for a parameter; of several, the last one.
fn given(values: &[Filling], name: &str) -> Option<usize> {
    let stands = |(at, filling): (usize, &Filling)| match &filling.name {
        Some(given) => given == name,
        None => at.checked_add(1).is_some_and(|number| number.to_string() == name),
    };
    values.iter().enumerate().filter(|value| stands(*value)).map(|(at, _)| at).next_back()
}
