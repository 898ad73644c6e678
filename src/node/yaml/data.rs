//! What a YAML text says, without places.

use std::cell::Cell;
use std::fmt;

use serde::de::{self, DeserializeSeed, Deserializer, EnumAccess, MapAccess, SeqAccess, VariantAccess, Visitor};

/// A value as `serde_yaml` hands it out, keys given twice included.
#[derive(Debug, PartialEq)]
pub(super) enum Data {
    Null,
    Bool(bool),
    Integer(i64),
    Float(f64),
    Text(Box<str>),
    List(Vec<Self>),
    Map(Vec<(Self, Self)>),
}

/// What the error of an exceeded [`Budget`] says.
pub(super) const TOO_MUCH: &str = "aliases expand to too much";

/// Reads the first document.
pub(super) fn read(yaml: &str) -> Result<Data, serde_yaml::Error> {
    let Some(document) = serde_yaml::Deserializer::from_str(yaml).next() else { return Ok(Data::Null) };
    Seed(&Budget::of(yaml)).deserialize(document)
}

/// How much may still be read.
///
/// A text has at most as many values as bytes, and text values become at most 1.5 times as long as written (`"\L"`).
/// Only aliases give more: `serde_yaml` limits how often they are followed, and not how much that copies.
struct Budget {
    values: Cell<usize>,
    bytes: Cell<usize>,
}

impl Budget {
    /// Room for aliases beyond what the text holds, in values and in bytes.
    const ROOM: usize = 1 << 16;

    fn of(yaml: &str) -> Self {
        Self { values: Cell::new(yaml.len() + Self::ROOM), bytes: Cell::new(yaml.len() * 2 + Self::ROOM) }
    }

    fn spend<E: de::Error>(from: &Cell<usize>, amount: usize) -> Result<(), E> {
        from.set(from.get().checked_sub(amount).ok_or_else(|| E::custom(TOO_MUCH))?);
        Ok(())
    }
}

#[derive(Clone, Copy)]
struct Seed<'b>(&'b Budget);

impl<'de> DeserializeSeed<'de> for Seed<'_> {
    type Value = Data;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Data, D::Error> {
        Budget::spend(&self.0.values, 1)?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Seed<'_> {
    type Value = Data;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a YAML value")
    }

    fn visit_unit<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_none<E>(self) -> Result<Data, E> {
        Ok(Data::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Data, E> {
        Ok(Data::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Data, E> {
        Ok(Data::Integer(value))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Data, E> {
        Ok(i64::try_from(value).map_or(Data::Float(value as f64), Data::Integer))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Data, E> {
        Ok(Data::Float(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Data, E> {
        Ok(Data::Float(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Data, E> {
        Ok(Data::Float(value))
    }

    fn visit_str<E: de::Error>(self, text: &str) -> Result<Data, E> {
        Budget::spend(&self.0.bytes, text.len())?;
        Ok(Data::Text(text.into()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Data, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element_seed(self)? {
            list.push(item);
        }
        Ok(Data::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut entries: A) -> Result<Data, A::Error> {
        let mut map = Vec::new();
        while let Some(key) = entries.next_key_seed(self)? {
            map.push((key, entries.next_value_seed(self)?));
        }
        Ok(Data::Map(map))
    }

    /// A value with a tag of its own (`!vault text`): the tag says nothing to docsgen.
    fn visit_enum<A: EnumAccess<'de>>(self, tagged: A) -> Result<Data, A::Error> {
        let (de::IgnoredAny, value) = tagged.variant()?;
        value.newtype_variant_seed(self)
    }
}
