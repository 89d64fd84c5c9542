//! Values against what a template needs.

use super::placeholders::is_number;
use super::schema::said;
use super::words::is_plain;
use super::{
    ButtonNeed, ButtonValue, Filling, HeaderNeed, HeaderValue, Place, Schema, Status, Takes, TemplateError,
    TemplateValues,
};
use crate::graph::{Body, File, Limits, Parameter, ParameterValue, Template, TemplateAction};
use crate::webhook::MediaKind;

impl Schema {
    /// The message to send, if the values fit. Empty values get their fallback; what comes out has no empty one.
    ///
    /// # Errors
    ///
    /// [`TemplateError`], the first one found, header first.
    pub fn check(&self, given: &TemplateValues) -> Result<Template, TemplateError> {
        if self.status != Status::Approved {
            return Err(TemplateError::NotApproved(self.status.clone()));
        }
        if let Some(part) = &self.not_sent {
            return Err(TemplateError::NotSent(part.clone()));
        }
        let header = self.header(given.header.as_ref())?;
        let body = parameters(&self.body, &given.body, Place::BodyValue)?;
        fits(&self.words.body, &body, Place::Body, Limits::BODY)?;
        let buttons = self.buttons(&given.buttons)?;
        Ok(Template { name: self.name.clone(), language: self.language.clone(), header, body, buttons })
    }

    fn header(&self, given: Option<&HeaderValue>) -> Result<Option<Parameter>, TemplateError> {
        let wrong = |expected| Err(TemplateError::Wrong { place: Place::Header, expected });
        let value = match (&self.header, given) {
            (HeaderNeed::Nothing, None) => return Ok(None),
            (HeaderNeed::Nothing, Some(_)) => return Err(TemplateError::Extra(Place::Header)),
            (HeaderNeed::Text(slots), Some(HeaderValue::Text(filling))) => {
                let mut found = parameters(slots, &[placed(slots, filling)], Place::HeaderValue)?;
                fits(&self.words.header, &found, Place::Header, Limits::HEADER)?;
                return Ok(found.pop());
            }
            (HeaderNeed::Text(slots), None) => {
                return Err(missing(slots.first().cloned().map_or(Place::Header, Place::HeaderValue)));
            }
            (_, None) => return Err(missing(Place::Header)),
            (HeaderNeed::File(kind), Some(HeaderValue::File { file, filename })) => {
                self::file(*kind, file, filename.as_deref())?
            }
            (HeaderNeed::Location, Some(HeaderValue::Location { latitude, longitude, name, address })) => {
                if Body::location(*latitude, *longitude, name, address).is_err() {
                    return wrong("a place on the globe");
                }
                let (name, address) = (name.clone(), address.clone());
                ParameterValue::Location { latitude: *latitude, longitude: *longitude, name, address }
            }
            (HeaderNeed::Text(_), Some(_)) => return wrong("a text"),
            (HeaderNeed::File(kind), Some(_)) => return wrong(expected_file(*kind)),
            (HeaderNeed::Location, Some(_)) => return wrong("a location"),
        };
        Ok(Some(Parameter { name: None, value }))
    }

    fn buttons(&self, given: &[ButtonValue]) -> Result<Vec<(u8, TemplateAction)>, TemplateError> {
        for (position, value) in given.iter().enumerate() {
            let place = Place::Button(value.index);
            if !self.buttons.iter().any(|need| need.index == value.index && need.takes.is_some()) {
                return Err(TemplateError::Extra(place));
            }
            if given.iter().take(position).any(|earlier| earlier.index == value.index) {
                return Err(TemplateError::Repeated(place));
            }
        }
        let mut actions = Vec::new();
        for need in &self.buttons {
            match given.iter().find(|value| value.index == need.index) {
                Some(value) => actions.extend(action(need, value)?.map(|action| (need.index, action))),
                None if need.is_required() => return Err(missing(Place::Button(need.index))),
                None => {}
            }
        }
        Ok(actions)
    }
}

fn missing(place: Place) -> TemplateError {
    TemplateError::Missing(place)
}

/// Where there is one place only, a value needs no name.
fn placed(slots: &[String], filling: &Filling) -> Filling {
    let only = slots.first().filter(|_| slots.len() == 1).cloned();
    Filling { name: filling.name.clone().or(only), ..filling.clone() }
}

/// One parameter for each slot, in the order of the slots.
fn parameters(
    slots: &[String],
    given: &[Filling],
    place: impl Fn(String) -> Place,
) -> Result<Vec<Parameter>, TemplateError> {
    let mut values: Vec<Option<String>> = vec![None; slots.len()];
    for (filling, number) in given.iter().zip(1_usize..) {
        // Where names decide, a value without one falls through as an extra number: guessing could swap two.
        let key = filling.name.clone().unwrap_or_else(|| number.to_string());
        let slot = slots.iter().zip(&mut values).find(|(slot, _)| **slot == key);
        let Some((_, value)) = slot else { return Err(TemplateError::Extra(place(shown(key)))) };
        if value.is_some() {
            return Err(TemplateError::Repeated(place(key)));
        }
        *value = Some(resolve(&filling.value, filling.fallback.as_deref(), place(key), Limits::BODY)?);
    }
    let filled = slots.iter().zip(values).map(|(slot, value)| {
        let value = value.ok_or_else(|| missing(place(slot.clone())))?;
        let name = (!is_number(slot)).then(|| slot.clone());
        Ok(Parameter { name, value: ParameterValue::Text(value) })
    });
    filled.collect()
}

/// A name that the caller made up is repeated in errors only if it looks like one.
fn shown(key: String) -> String {
    if key.len() <= 64 && is_plain(&key) { key } else { "?".to_owned() }
}

/// The value, or the fallback if it is empty.
fn resolve(value: &str, fallback: Option<&str>, place: Place, max: usize) -> Result<String, TemplateError> {
    let candidates = [Some(value), fallback].into_iter().flatten().map(tidy);
    let mut said = candidates.filter(|text| !text.is_empty());
    let text = said.next().ok_or_else(|| TemplateError::Empty(place.clone()))?;
    if text.chars().count() > max { Err(TemplateError::TooLong { place, max }) } else { Ok(text) }
}

/// Without what Meta refuses in a value: line breaks, tabs and five spaces in a row become one space.
fn tidy(text: &str) -> String {
    let rough = |text: &str| text.contains(['\n', '\r', '\t']) || text.contains("     ");
    if rough(text) { text.split_whitespace().collect::<Vec<_>>().join(" ") } else { text.trim().to_owned() }
}

/// Whether the words are short enough with the values in them.
fn fits(words: &str, parameters: &[Parameter], place: Place, max: usize) -> Result<(), TemplateError> {
    let length = said(words, parameters).chars().count();
    if length > max { Err(TemplateError::TooLong { place, max }) } else { Ok(()) }
}

fn file(kind: MediaKind, file: &File, filename: Option<&str>) -> Result<ParameterValue, TemplateError> {
    let place = || Place::Header;
    match file {
        File::Id(text) | File::Link(text) if text.is_empty() => return Err(TemplateError::Empty(place())),
        File::Link(link) if !link.starts_with("https://") => {
            return Err(TemplateError::Wrong { place: place(), expected: "an https address" });
        }
        File::Id(_) | File::Link(_) => {}
    }
    match filename.map(str::trim).filter(|name| !name.is_empty()) {
        None => Ok(ParameterValue::File(kind, file.clone())),
        Some(_) if kind != MediaKind::Document => {
            Err(TemplateError::Wrong { place: place(), expected: "a file without a name" })
        }
        Some(name) if name.chars().count() > Limits::FILENAME => {
            Err(TemplateError::TooLong { place: place(), max: Limits::FILENAME })
        }
        Some(name) => Ok(ParameterValue::Document(file.clone(), name.to_owned())),
    }
}

fn expected_file(kind: MediaKind) -> &'static str {
    match kind {
        MediaKind::Image => "a picture",
        MediaKind::Video => "a video",
        _ => "a document",
    }
}

fn action(need: &ButtonNeed, given: &ButtonValue) -> Result<Option<TemplateAction>, TemplateError> {
    let Some(takes) = need.takes else { return Ok(None) };
    let place = Place::Button(need.index);
    let max = match takes {
        Takes::Suffix => Limits::ADDRESS,
        Takes::Payload => Limits::BUTTON_ID,
        Takes::Code => Limits::COPY_CODE,
    };
    let value = resolve(&given.value, given.fallback.as_deref(), place.clone(), max)?;
    if takes == Takes::Suffix && value.contains(char::is_whitespace) {
        return Err(TemplateError::Wrong { place, expected: "a part of an address, without spaces" });
    }
    Ok(Some(match takes {
        Takes::Suffix => TemplateAction::UrlSuffix(value),
        Takes::Payload => TemplateAction::QuickReply(value),
        Takes::Code => TemplateAction::CopyCode(value),
    }))
}
