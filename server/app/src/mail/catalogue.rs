//! The words of letters: a catalogue of Fluent for each language, inside the binary.
//!
//! Fluent has what languages do with numbers (Arabic has six forms of them), fills places without reading what is filled in, and keeps
//! sentences whole, so that each language has its own order of words. <https://projectfluent.org>

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, FluentValue, concurrent::FluentBundle};
use protocol::people::Language;

type Catalogue = FluentBundle<FluentResource>;

/// What places of a text are filled with, by their names.
pub type Facts<'a> = [(&'a str, FluentValue<'a>)];

static CATALOGUES: LazyLock<Vec<(Language, Catalogue)>> =
    LazyLock::new(|| Language::ALL.into_iter().map(|language| (language, catalogue(language))).collect());

/// Whether a language reads from the right.
pub fn reads_from_the_right(language: Language) -> bool {
    language == Language::Arabic
}

/// A text of a catalogue: of a message or, with a name such as `moved.short`, of an attribute of one. Empty where the language has none.
pub fn text(language: Language, name: &str, facts: &Facts<'_>) -> String {
    let Some((_, catalogue)) = CATALOGUES.iter().find(|(of, _)| *of == language) else { return String::new() };
    let (message, attribute) = name.split_once('.').map_or((name, None), |(message, part)| (message, Some(part)));
    let pattern = catalogue.get_message(message).and_then(|message| match attribute {
        None => message.value(),
        Some(attribute) => message.get_attribute(attribute).map(|attribute| attribute.value()),
    });
    let Some(pattern) = pattern else { return String::new() };
    let (facts, mut errors) = (facts.iter().cloned().collect::<FluentArgs<'_>>(), Vec::new());
    let text = catalogue.format_pattern(pattern, Some(&facts), &mut errors).into_owned();
    if !errors.is_empty() {
        tracing::error!(?errors, name, "a text of a letter has places that are not filled");
    }
    text
}

fn source(language: Language) -> &'static str {
    match language {
        Language::English => include_str!("catalogues/en.ftl"),
        Language::German => include_str!("catalogues/de.ftl"),
        Language::Spanish => include_str!("catalogues/es.ftl"),
        Language::Arabic => include_str!("catalogues/ar.ftl"),
    }
}

fn catalogue(language: Language) -> Catalogue {
    let resource = FluentResource::try_new(source(language).to_owned()).map_err(|(_, errors)| errors);
    let tag = language.tag().parse().expect("the tag of a language");
    let mut catalogue = Catalogue::new_concurrent(vec![tag]);
    // A name in letters that read from the left moves nothing in a sentence that reads from the right. Elsewhere the marks for that
    // would only be in the way of whoever searches their mail.
    catalogue.set_use_isolating(reads_from_the_right(language));
    catalogue.add_resource(resource.expect("a catalogue is Fluent")).expect("each message is there once");
    catalogue
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};

    use super::*;

    /// The places of a text, by their names.
    fn places(pattern: &Pattern<&str>, into: &mut BTreeSet<String>) {
        for element in &pattern.elements {
            let PatternElement::Placeable { expression } = element else { continue };
            let inline = match expression {
                Expression::Inline(inline) => inline,
                Expression::Select { selector, variants } => {
                    variants.iter().for_each(|variant| places(&variant.value, into));
                    selector
                }
            };
            match inline {
                InlineExpression::VariableReference { id } => drop(into.insert(id.name.to_owned())),
                other => panic!("catalogues use places and choices alone: {other:?}"),
            }
        }
    }

    /// All texts of a language, by their names, with their places.
    fn texts(language: Language) -> BTreeMap<String, BTreeSet<String>> {
        let resource = fluent_syntax::parser::parse(source(language)).expect("a catalogue is Fluent");
        let mut texts = BTreeMap::new();
        for entry in &resource.body {
            let Entry::Message(message) = entry else { continue };
            let value = message.value.iter().map(|value| (message.id.name.to_owned(), value));
            let attributes = message.attributes.iter();
            let attributes = attributes.map(|one| (format!("{}.{}", message.id.name, one.id.name), &one.value));
            for (name, pattern) in value.chain(attributes) {
                let mut found = BTreeSet::new();
                places(pattern, &mut found);
                assert!(texts.insert(name.clone(), found).is_none(), "{language:?}: {name} is there twice");
            }
        }
        texts
    }

    #[test]
    fn every_language_has_every_text_with_every_place() {
        let english = texts(Language::English);
        assert!(english.len() > 100, "{}", english.len());
        for language in Language::ALL {
            let own = texts(language);
            for (name, places) in &english {
                assert_eq!(own.get(name), Some(places), "{language:?}: {name}");
            }
            assert_eq!(own.len(), english.len(), "{language:?} has texts that English has not");
        }
    }

    #[test]
    fn numbers_have_the_forms_of_their_language() {
        let polls = |language, count: u32| text(language, "polls", &[("count", count.into())]);
        assert_eq!([1, 2].map(|count| polls(Language::German, count)), ["1 Umfrage", "2 Umfragen"]);
        let arabic =
            [1, 2, 3, 11, 100].map(|count| polls(Language::Arabic, count).replace(['\u{2068}', '\u{2069}'], ""));
        assert_eq!(arabic, ["استطلاع واحد", "استطلاعان", "3 استطلاعات", "11 استطلاعًا", "100 استطلاع"]);
    }
}
