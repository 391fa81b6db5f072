//! A value that many clients get, copied and serialised once for all of them.

use std::{
    ops::{Deref, DerefMut},
    sync::{Arc, OnceLock},
};

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// A value with its JSON text, which is made when it is first asked for. Copies share both until one of them changes.
#[derive(Clone, Default)]
pub struct Shared<T>(Arc<Content<T>>);

#[derive(Default)]
struct Content<T> {
    value: T,
    json: OnceLock<Box<RawValue>>,
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Shared(Arc::new(Content { value, json: OnceLock::new() }))
    }
}

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0.value
    }
}

/// Whoever may change the value makes it their own, and its text is made anew.
impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        let content = Arc::make_mut(&mut self.0);
        content.json.take();
        &mut content.value
    }
}

impl<T: Clone> Clone for Content<T> {
    fn clone(&self) -> Self {
        Content { value: self.value.clone(), json: OnceLock::new() }
    }
}

impl<T: std::fmt::Debug> std::fmt::Debug for Shared<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.value.fmt(f)
    }
}

impl<T: PartialEq> PartialEq for Shared<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0.value == other.0.value
    }
}

impl<T: Eq> Eq for Shared<T> {}

impl<T: Serialize> Serialize for Shared<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if let Some(json) = self.0.json.get() {
            return json.serialize(serializer);
        }
        let json = serde_json::value::to_raw_value(&self.0.value).map_err(serde::ser::Error::custom)?;
        self.0.json.get_or_init(|| json).serialize(serializer)
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Shared<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        T::deserialize(deserializer).map(Shared::from)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn copies_share_their_text_until_one_changes() {
        let json = |list: &Shared<Vec<u8>>| serde_json::to_string(list).unwrap();
        let address = |list: &Shared<Vec<u8>>| list.0.json.get().map(|json| json.get().as_ptr());
        let mut list = Shared::from(vec![1, 2]);
        let copy = list.clone();
        assert_eq!((json(&list), json(&copy)), ("[1,2]".into(), "[1,2]".into()));
        assert_eq!(address(&list), address(&copy));
        list.push(3);
        assert_eq!((json(&list), json(&copy)), ("[1,2,3]".into(), "[1,2]".into()));
        list.clear();
        assert_eq!(json(&list), "[]", "also of a value that nobody shares the text is made anew");
    }

    #[test]
    fn it_is_written_and_read_as_its_value_is() {
        let list = Shared::from(vec!["\"a\"".to_owned()]);
        assert_eq!(serde_json::to_value(&list).unwrap(), serde_json::json!(["\"a\""]));
        assert_eq!(serde_json::from_str::<Shared<Vec<String>>>(r#"["\"a\""]"#).unwrap(), list);
    }
}
